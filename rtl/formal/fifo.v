// The FIFO with roll-back against a queue that cannot be wrong: four places of a shift register.
module prove(input clock, input write, input [1:0] data_in, input commit, input rollback, input ready);
    wire [2:0] used;
    wire empty, valid;
    wire [1:0] data_out;
    wire may_write = write & (used < 4);
    fifo uut(.clock(clock), .reset(1'b0), .write(may_write), .data_in(data_in), .commit(commit), .rollback(rollback),
             .used(used), .empty(empty), .valid(valid), .data_out(data_out), .ready(ready));

    // Oldest entry in the lowest place; `committed` of the `present` ones may be read.
    reg [7:0] queue = 0;
    reg [2:0] present = 0, committed = 0;
    wire pop = valid & ready;
    wire [2:0] kept = rollback ? committed : present;
    wire [2:0] tail = kept - pop;
    wire [7:0] shifted = pop ? queue >> 2 : queue;
    always @(posedge clock) begin
        queue <= may_write ? (shifted & ~(8'd3 << (2 * tail))) | ({6'd0, data_in} << (2 * tail)) : shifted;
        present <= tail + may_write;
        committed <= commit ? tail + may_write : committed - pop;
    end
    always @(*) begin
        assert (used <= 4);
        assert (used == present);
        assert (empty == (committed == 0));
        assert (!valid || committed != 0);
        assert (!valid || data_out == queue[1:0]);
    end
endmodule
