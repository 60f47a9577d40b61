// The window of frames that the partner has not acknowledged, from any state of its numbers, the wrap of their 24 bits included: no two
// of these frames have the same number, a number is used once and the next is the next, what is sent is one of them, and only what
// was sent can be acknowledged. Nothing is withheld here: CATCHUP is shown by simulation. The pointers
// are connected by scripts/formal.
module prove(input clock, input reset, input put, input close_wanted, input flush, input adopt_wanted, input [23:0] wanted,
             input ack_valid, input [23:0] ack, input rewind, input take_wanted, input [10:0] beat_address);
    wire room, pending, empty;
    wire [23:0] sequence, next, retired, acked, high;
    // A frame is begun while there is room and closed at most 16 beats later; the framer takes what is offered; numbers are adopted
    // while nothing is under way.
    reg open = 0;
    wire close = close_wanted & (open | room);
    wire take = take_wanted & pending;
    wire adopt = adopt_wanted & empty & ~open & ~put;
    card$core$mirror$outbox uut(.clock(clock), .reset(reset), .put(put), .data(128'd0), .close(close), .entry(76'd0), .mark(48'd0),
        .room(room), .withheld(7'd0), .flush(flush), .adopt(adopt), .wanted(wanted), .ack_valid(ack_valid), .ack(ack), .rewind(rewind),
        .pending(pending), .sequence(sequence), .next_sequence(next), .take(take), .beat_address(beat_address), .empty(empty));

    reg [23:0] was_next = 0;
    reg was_close = 0, was_moved = 1;
    always @(posedge clock) begin
        open <= (put & (open | room) | open) & ~close & ~flush & ~reset;
        was_next <= next;
        was_close <= close & ~flush;
        was_moved <= adopt | reset;
    end
    wire [23:0] window = next - retired, to_acked = acked - retired, to_high = high - retired, to_sent = sequence - retired;
    wire [23:0] moved = next - was_next;
    always @(*) begin
        // retired ≤ acked ≤ high ≤ next, and never more frames than the memory has places: their numbers are different, and so are their places.
        assert (window <= 511);
        assert (!open || window <= 510);
        assert (to_acked <= to_high);
        assert (to_high <= window);
        // What is offered to the framer has not been acknowledged and is in here.
        assert (!pending || (to_sent >= to_acked && to_sent < window));
        // Numbers go on by one with each frame, and by nothing else while there are frames; never back.
        assert (was_moved || moved == was_close);
    end
endmodule
