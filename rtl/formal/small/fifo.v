

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
    reg  [2:0] read$d /*verilator isolate_assignments*/;
    wire  [2:0] read$q;
    reg  read$clock /*verilator isolate_assignments*/;
    reg  head$d /*verilator isolate_assignments*/;
    wire  head$q;
    reg  head$clock /*verilator isolate_assignments*/;
    
    // Local signals
    reg  [2:0] base /*verilator isolate_assignments*/;
    reg  [2:0] tail /*verilator isolate_assignments*/;
    reg  [2:0] address /*verilator isolate_assignments*/;
    reg  advance /*verilator isolate_assignments*/;
    
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
    fifo$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    fifo$head head(
        .d(head$d),
        .q(head$q),
        .clock(head$clock)
    );
    
    // Update code
    always @(*) begin
        written$clock = clock;
        committed$clock = clock;
        read$clock = clock;
        head$clock = clock;
        written$d = written$q;
        committed$d = committed$q;
        read$d = read$q;
        head$d = head$q;
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
        if (commit) begin
            committed$d = tail;
        end
        advance = ~head$q | ready;
        address = read$q;
        if (advance) begin
            head$d = 1'b0;
            if (read$q != committed$q) begin
                head$d = 1'b1;
                read$d = read$q + 32'h1;
            end
        end
        else begin
            address = read$q - 32'h1;
        end
        ram$read_address = ((address) & 2'h3);
        valid = head$q;
        data_out = ram$read_data;
        used = written$q - read$q;
        if (head$q) begin
            used = (written$q - read$q) + 32'h1;
        end
        empty = ~head$q & (read$q == committed$q);
        if (reset) begin
            written$d = ((32'h0) & 3'h7);
            committed$d = ((32'h0) & 3'h7);
            read$d = ((32'h0) & 3'h7);
            head$d = 1'b0;
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


module fifo$head(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q /*verilator isolate_assignments*/;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // fifo$head


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
