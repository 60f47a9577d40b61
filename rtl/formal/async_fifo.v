// The asynchronous FIFO between two clocks that do what they like, against a queue kept beside it.
// `tick` is the solver's step: in each one, either clock may have an edge, both, or neither.
module prove(input write_clock, input read_clock, input write, input [1:0] data_in, input ready);
    wire room, valid;
    wire [1:0] data_out;
    async_fifo uut(.write_clock(write_clock), .read_clock(read_clock), .write(write), .data_in(data_in), .room(room),
                   .valid(valid), .data_out(data_out), .ready(ready), .late_to_reader(3'd0), .late_to_writer(3'd0));

    reg [1:0] memory [0:7];
    reg [2:0] written = 0, taken = 0;
    always @(posedge write_clock) if (write & room) begin
        memory[written] <= data_in;
        written <= written + 1;
    end
    always @(posedge read_clock) if (valid & ready) taken <= taken + 1;
    wire [2:0] inside = written - taken;
    wire [1:0] oldest = memory[taken];
    always @(*) begin
        assert (inside <= 4);
        assert (!room || inside < 4);
        assert (!valid || inside != 0);
        assert (!valid || data_out == oldest);
    end
endmodule
