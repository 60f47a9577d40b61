

module fifo(clock,reset,write,data_in,commit,rollback,used,empty,valid,data_out,ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  write;
    input wire  [1:0] data_in;
    input wire  commit;
    input wire  rollback;
    output reg  [2:0] used /*verilator isolate_assignments*/;
    output reg  empty /*verilator isolate_assignments*/;
    output reg  valid /*verilator isolate_assignments*/;
    output reg  [1:0] data_out /*verilator isolate_assignments*/;
    input wire  ready;
    
    // Stub signals
    reg  [1:0] ram$read_address /*verilator isolate_assignments*/;
    reg  ram$read_clock /*verilator isolate_assignments*/;
    wire  [1:0] ram$read_data;
    reg  [1:0] ram$write_address /*verilator isolate_assignments*/;
    reg  ram$write_clock /*verilator isolate_assignments*/;
    reg  [1:0] ram$write_data /*verilator isolate_assignments*/;
    reg  ram$write_enable /*verilator isolate_assignments*/;
    reg  [2:0] written$d /*verilator isolate_assignments*/;
    wire  [2:0] written$q;
    reg  written$clock /*verilator isolate_assignments*/;
    reg  [2:0] committed$d /*verilator isolate_assignments*/;
    wire  [2:0] committed$q;
    reg  committed$clock /*verilator isolate_assignments*/;
    reg  [2:0] readable$d /*verilator isolate_assignments*/;
    wire  [2:0] readable$q;
    reg  readable$clock /*verilator isolate_assignments*/;
    reg  [2:0] read$d /*verilator isolate_assignments*/;
    wire  [2:0] read$q;
    reg  read$clock /*verilator isolate_assignments*/;
    
    // Local signals
    reg  [2:0] base /*verilator isolate_assignments*/;
    reg  [2:0] tail /*verilator isolate_assignments*/;
    reg  [2:0] next_read /*verilator isolate_assignments*/;
    
    // Sub module instances
    fifo$ram ram(
        .read_address(ram$read_address),
        .read_clock(ram$read_clock),
        .read_data(ram$read_data),
        .write_address(ram$write_address),
        .write_clock(ram$write_clock),
        .write_data(ram$write_data),
        .write_enable(ram$write_enable)
    );
    fifo$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    fifo$committed committed(
        .d(committed$d),
        .q(committed$q),
        .clock(committed$clock)
    );
    fifo$readable readable(
        .d(readable$d),
        .q(readable$q),
        .clock(readable$clock)
    );
    fifo$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    
    // Update code
    always @(*) begin
        written$clock = clock;
        committed$clock = clock;
        readable$clock = clock;
        read$clock = clock;
        written$d = written$q;
        committed$d = committed$q;
        readable$d = readable$q;
        read$d = read$q;
        ram$read_clock = clock;
        ram$write_clock = clock;
        base = written$q;
        if (rollback) begin
            base = committed$q;
        end
        tail = base;
        if (write) begin
            tail = base + 32'h1;
        end
        ram$write_enable = write;
        ram$write_address = ((base) & 2'h3);
        ram$write_data = data_in;
        written$d = tail;
        readable$d = committed$q;
        if (commit) begin
            committed$d = tail;
            readable$d = base;
        end
        valid = read$q != readable$q;
        next_read = read$q;
        if (valid & ready) begin
            next_read = read$q + 32'h1;
        end
        read$d = next_read;
        ram$read_address = ((next_read) & 2'h3);
        data_out = ram$read_data;
        used = written$q - read$q;
        empty = read$q == committed$q;
        if (reset) begin
            written$d = ((32'h0) & 3'h7);
            committed$d = ((32'h0) & 3'h7);
            readable$d = ((32'h0) & 3'h7);
            read$d = ((32'h0) & 3'h7);
        end
    end
    
endmodule // fifo


module fifo$committed(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q /*verilator isolate_assignments*/;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // fifo$committed


module fifo$ram(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [1:0] read_address;
    input wire  read_clock;
    output reg  [1:0] read_data /*verilator isolate_assignments*/;
    input wire  [1:0] write_address;
    input wire  write_clock;
    input wire  [1:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[1:0] mem[3:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // fifo$ram


module fifo$read(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q /*verilator isolate_assignments*/;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // fifo$read


module fifo$readable(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q /*verilator isolate_assignments*/;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // fifo$readable


module fifo$written(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q /*verilator isolate_assignments*/;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // fifo$written
