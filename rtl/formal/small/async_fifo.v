

module async_fifo(write_clock,write,data_in,room,read_clock,valid,data_out,ready,late_to_reader,late_to_writer);
    
    // Module arguments
    input wire  write_clock;
    input wire  write;
    input wire  [1:0] data_in;
    output reg  room /*verilator isolate_assignments*/;
    input wire  read_clock;
    output reg  valid /*verilator isolate_assignments*/;
    output reg  [1:0] data_out /*verilator isolate_assignments*/;
    input wire  ready;
    input wire  [2:0] late_to_reader;
    input wire  [2:0] late_to_writer;
    
    // Constant declarations
    localparam  top = 3'b110;
    
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
    reg  [2:0] written_gray$d /*verilator isolate_assignments*/;
    wire  [2:0] written_gray$q;
    reg  written_gray$clock /*verilator isolate_assignments*/;
    reg  read_seen$clock /*verilator isolate_assignments*/;
    reg  [2:0] read_seen$from /*verilator isolate_assignments*/;
    reg  [2:0] read_seen$late /*verilator isolate_assignments*/;
    wire  [2:0] read_seen$to;
    reg  [2:0] read$d /*verilator isolate_assignments*/;
    wire  [2:0] read$q;
    reg  read$clock /*verilator isolate_assignments*/;
    reg  [2:0] read_gray$d /*verilator isolate_assignments*/;
    wire  [2:0] read_gray$q;
    reg  read_gray$clock /*verilator isolate_assignments*/;
    reg  written_seen$clock /*verilator isolate_assignments*/;
    reg  [2:0] written_seen$from /*verilator isolate_assignments*/;
    reg  [2:0] written_seen$late /*verilator isolate_assignments*/;
    wire  [2:0] written_seen$to;
    
    // Local signals
    reg  [2:0] next_written /*verilator isolate_assignments*/;
    reg  [2:0] next_read /*verilator isolate_assignments*/;
    reg  [2:0] fetched /*verilator isolate_assignments*/;
    reg  [2:0] full_gray /*verilator isolate_assignments*/;
    reg  takes /*verilator isolate_assignments*/;
    
    // Sub module instances
    async_fifo$ram ram(
        .read_address(ram$read_address),
        .read_clock(ram$read_clock),
        .read_data(ram$read_data),
        .write_address(ram$write_address),
        .write_clock(ram$write_clock),
        .write_data(ram$write_data),
        .write_enable(ram$write_enable)
    );
    async_fifo$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    async_fifo$written_gray written_gray(
        .d(written_gray$d),
        .q(written_gray$q),
        .clock(written_gray$clock)
    );
    async_fifo$read_seen read_seen(
        .clock(read_seen$clock),
        .from(read_seen$from),
        .late(read_seen$late),
        .to(read_seen$to)
    );
    async_fifo$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    async_fifo$read_gray read_gray(
        .d(read_gray$d),
        .q(read_gray$q),
        .clock(read_gray$clock)
    );
    async_fifo$written_seen written_seen(
        .clock(written_seen$clock),
        .from(written_seen$from),
        .late(written_seen$late),
        .to(written_seen$to)
    );
    
    // Update code
    always @(*) begin
        written$clock = write_clock;
        written_gray$clock = write_clock;
        read_seen$clock = write_clock;
        read$clock = read_clock;
        read_gray$clock = read_clock;
        written_seen$clock = read_clock;
        ram$write_clock = write_clock;
        ram$read_clock = read_clock;
        written$d = written$q;
        written_gray$d = written_gray$q;
        read$d = read$q;
        read_gray$d = read_gray$q;
        read_seen$from = read_gray$q;
        read_seen$late = late_to_writer;
        full_gray = read_seen$to ^ top;
        room = written_gray$q != full_gray;
        takes = write & room;
        next_written = written$q + 32'h1;
        ram$write_address = ((written$q) & 2'h3);
        ram$write_data = data_in;
        ram$write_enable = takes;
        if (takes) begin
            written$d = next_written;
            written_gray$d = next_written ^ (next_written >> 32'h1);
        end
        written_seen$from = written_gray$q;
        written_seen$late = late_to_reader;
        valid = read_gray$q != written_seen$to;
        next_read = read$q + 32'h1;
        fetched = read$q;
        if (valid & ready) begin
            fetched = next_read;
        end
        ram$read_address = ((fetched) & 2'h3);
        read$d = fetched;
        read_gray$d = fetched ^ (fetched >> 32'h1);
        data_out = ram$read_data;
    end
    
endmodule // async_fifo


module async_fifo$ram(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
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
                
endmodule // async_fifo$ram


module async_fifo$read(d,q,clock);
    
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
          
endmodule // async_fifo$read


module async_fifo$read_gray(d,q,clock);
    
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
          
endmodule // async_fifo$read_gray


module async_fifo$read_seen(clock,from,late,to);
    
    // Module arguments
    input wire  clock;
    input wire  [2:0] from;
    input wire  [2:0] late;
    output reg  [2:0] to /*verilator isolate_assignments*/;
    
    // Stub signals
    reg  [2:0] first$d /*verilator isolate_assignments*/;
    wire  [2:0] first$q;
    reg  first$clock /*verilator isolate_assignments*/;
    reg  [2:0] second$d /*verilator isolate_assignments*/;
    wire  [2:0] second$q;
    reg  second$clock /*verilator isolate_assignments*/;
    
    // Sub module instances
    async_fifo$read_seen$first first(
        .d(first$d),
        .q(first$q),
        .clock(first$clock)
    );
    async_fifo$read_seen$second second(
        .d(second$d),
        .q(second$q),
        .clock(second$clock)
    );
    
    // Update code
    always @(*) begin
        first$clock = clock;
        second$clock = clock;
        first$d = first$q;
        second$d = second$q;
        first$d = (from & ~late) | (first$q & late);
        second$d = first$q;
        to = second$q;
    end
    
endmodule // async_fifo$read_seen


module async_fifo$read_seen$first(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q /*verilator isolate_assignments*/;
    input wire  clock;
    
    // Update code (custom)
    (* ASYNC_REG = "TRUE" *) reg [2:0] stage;
    initial begin
       stage = 3'h0;
    end
    
    always @(posedge clock) begin
       stage <= d;
    end
    
    always @(*) begin
       q = stage;
    end
endmodule // async_fifo$read_seen$first


module async_fifo$read_seen$second(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q /*verilator isolate_assignments*/;
    input wire  clock;
    
    // Update code (custom)
    (* ASYNC_REG = "TRUE" *) reg [2:0] stage;
    initial begin
       stage = 3'h0;
    end
    
    always @(posedge clock) begin
       stage <= d;
    end
    
    always @(*) begin
       q = stage;
    end
endmodule // async_fifo$read_seen$second


module async_fifo$written(d,q,clock);
    
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
          
endmodule // async_fifo$written


module async_fifo$written_gray(d,q,clock);
    
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
          
endmodule // async_fifo$written_gray


module async_fifo$written_seen(clock,from,late,to);
    
    // Module arguments
    input wire  clock;
    input wire  [2:0] from;
    input wire  [2:0] late;
    output reg  [2:0] to /*verilator isolate_assignments*/;
    
    // Stub signals
    reg  [2:0] first$d /*verilator isolate_assignments*/;
    wire  [2:0] first$q;
    reg  first$clock /*verilator isolate_assignments*/;
    reg  [2:0] second$d /*verilator isolate_assignments*/;
    wire  [2:0] second$q;
    reg  second$clock /*verilator isolate_assignments*/;
    
    // Sub module instances
    async_fifo$written_seen$first first(
        .d(first$d),
        .q(first$q),
        .clock(first$clock)
    );
    async_fifo$written_seen$second second(
        .d(second$d),
        .q(second$q),
        .clock(second$clock)
    );
    
    // Update code
    always @(*) begin
        first$clock = clock;
        second$clock = clock;
        first$d = first$q;
        second$d = second$q;
        first$d = (from & ~late) | (first$q & late);
        second$d = first$q;
        to = second$q;
    end
    
endmodule // async_fifo$written_seen


module async_fifo$written_seen$first(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q /*verilator isolate_assignments*/;
    input wire  clock;
    
    // Update code (custom)
    (* ASYNC_REG = "TRUE" *) reg [2:0] stage;
    initial begin
       stage = 3'h0;
    end
    
    always @(posedge clock) begin
       stage <= d;
    end
    
    always @(*) begin
       q = stage;
    end
endmodule // async_fifo$written_seen$first


module async_fifo$written_seen$second(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q /*verilator isolate_assignments*/;
    input wire  clock;
    
    // Update code (custom)
    (* ASYNC_REG = "TRUE" *) reg [2:0] stage;
    initial begin
       stage = 3'h0;
    end
    
    always @(posedge clock) begin
       stage <= d;
    end
    
    always @(*) begin
       q = stage;
    end
endmodule // async_fifo$written_seen$second
