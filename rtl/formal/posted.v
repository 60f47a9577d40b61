// No posted write waits for a read, and no credit for a read is lost. The block that takes the host's requests is given everything but
// a host that breaks the two rules it can rely on: a request that wants an answer has a credit, and a packet has at most 64 beats of
// payload. Whether and when somebody takes the requests (`request_ready`) is free: never, too. By induction; the pointers of the two FIFOs
// are only there to say what is true in between.
module prove(input clock, input bus_reset, input stop, input [127:0] data, input [87:0] user, input [3:0] keep, input last,
             input valid, input posted_ready, input request_ready, input [5:0] left_over);
    wire ready, posted_valid, request_valid, empty;
    wire [1:0] np_req;
    card$core$parser uut(.clock(clock), .reset(bus_reset), .stop(stop), .cq$data(data), .cq$user(user), .cq$keep(keep), .cq$last(last),
        .cq$valid(valid), .cq$ready(ready), .np_req(np_req), .posted$valid(posted_valid), .posted$ready(posted_ready),
        .request$valid(request_valid), .request$ready(request_ready), .empty(empty));

    // Credits the host has, requests that wait here, beats of the packet so far, cycles since somebody took a request or the bus was reset.
    reg [6:0] credits = 0, waiting = 0;
    reg [6:0] beats = 0;
    reg [4:0] quiet = 0;
    // Cycles for which a whole write has been inside and was not shown.
    reg [1:0] hidden = 0;
    wire take = valid & ready;
    wire wants_answer = data[78:75] != 1 && data[78:75] < 12;
    wire asks = take && beats == 0 && wants_answer;
    wire answered = request_valid & request_ready;
    always @(posedge clock) begin
        beats <= bus_reset ? 0 : !take ? beats : last ? 0 : beats + 1;
        // A reset of the function may leave the hard block its credits, which it counts up to 32.
        credits <= bus_reset ? left_over : credits + np_req - asks;
        waiting <= bus_reset ? 0 : waiting + asks - answered;
        quiet <= bus_reset | answered ? 0 : quiet == 31 ? quiet : quiet + 1;
        hidden <= empty | posted_valid ? 0 : hidden == 3 ? hidden : hidden + 1;
    end
    // Inside of the block, connected by scripts/formal.
    wire [8:0] written, committed, readable, read;
    wire [6:0] asked, shown, offered, taken;
    wire payload, keeping, flush, give;
    wire [4:0] promised;
    wire [8:0] inside = written - read, whole = committed - read, partial = written - committed, visible = readable - read;
    wire [6:0] all = credits + waiting + give;
    wire [6:0] queued = asked - taken, open = offered - taken;
    always @(*) begin
        assert (inside <= 254 && whole <= inside && (visible == whole || visible + 1 == whole));
        assert (payload == (beats != 0) && beats <= 64 && !(payload && flush));
        assert (partial <= (flush ? 64 : payload && keeping ? beats - 1 : 0));
        assert ((hidden != 1 || whole != 0) && (hidden < 2 || visible != 0));
        assert (asked == shown && queued <= 56 && (open == queued || open + 1 == queued) && queued == waiting);
        assert (promised <= all && all <= promised + 32 && np_req == give);
        assert (promised <= 24 && (promised >= quiet || promised == 24));
    end
    always @(*) begin
        assume (!(valid && beats == 0 && wants_answer) || credits != 0);
        assume (!(valid && beats == 64) || last);
        assume (left_over <= 32);
        // Conservation: credits on their way, at the host and used up by what waits here are never more than 24 and those of before the
        // reset, and 24 again as soon as nothing has been answered for as long as it takes to give them, one a cycle.
        assert (credits + waiting + np_req <= 56);
        assert (quiet < 26 || credits + waiting + np_req >= 24);
        // The host's packets are held up by a power failure, by a reset, or because posted writes wait for memory: never else.
        assert (ready || stop || bus_reset || posted_valid || hidden != 0);
        // And those are shown to memory within two cycles, whatever becomes of the requests.
        assert (hidden != 3);
    end
endmodule
