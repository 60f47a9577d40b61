// The asynchronous FIFO between two clocks that do what they like, against a queue kept beside it.
// In each step of the solver either clock may have an edge, both, or neither. A bit of a pointer that changed in the last step before an
// edge of the other clock is read there as the old or as the new one, as the solver likes: what a synchroniser makes of it. The
// pointers are connected by scripts/formal.
module prove(input write_clock, input read_clock, input write, input [1:0] data_in, input ready, input [2:0] reader_misses,
             input [2:0] writer_misses);
    wire [2:0] written_gray, read_gray;
    reg [2:0] was_written = 0, was_read = 0;
    always @($global_clock) begin
        was_written <= written_gray;
        was_read <= read_gray;
    end
    wire room, valid;
    wire [1:0] data_out;
    async_fifo uut(.write_clock(write_clock), .read_clock(read_clock), .write(write), .data_in(data_in), .room(room),
                   .valid(valid), .data_out(data_out), .ready(ready), .late_to_reader(reader_misses & (written_gray ^ was_written)),
                   .late_to_writer(writer_misses & (read_gray ^ was_read)));

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
