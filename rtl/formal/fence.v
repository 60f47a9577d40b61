// Nothing is applied after FENCE_DONE: while a queue's fence is done, no frame of the queue writes into REMOTE, its seal and the state
// of its part of the image stay what they are; whatever comes over the link, whatever the host orders, whenever memory and the NV header
// answer. `phase` is connected by scripts/formal: it says which beat is a header.
module prove(input clock, input reset, input valid, input [127:0] beat, input empty, input write_ready, input [63:0] peer_card_id,
             input [63:0] peer_nonce, input [1:0] fence, input [1:0] lift, input load_wanted, input [3:0] load_queue_states,
             input [1:0] load_fence_mask, input [63:0] load_sealed0, input [63:0] load_sealed1, input persisted, input power_fail);
    wire ready, write_valid;
    wire [2:0] phase;
    wire [3:0] states;
    wire [1:0] mask, done;
    wire [63:0] sealed0, sealed1;
    // The NV header is loaded before the first frame is taken and before the host gives its first order.
    reg begun = 0;
    wire starts = valid | (|fence) | (|lift);
    wire load = load_wanted & ~begun & ~starts;
    card$core$mirror$store uut(.clock(clock), .reset(reset), .valid(valid), .beat(beat), .ready(ready), .empty(empty),
        .write$valid(write_valid), .write$ready(write_ready), .peer_card_id(peer_card_id), .peer_nonce(peer_nonce),
        .fence(fence), .lift(lift), .queue_states(states), .fence_mask(mask), .fence_done(done), .sealed0(sealed0),
        .sealed1(sealed1), .load(load), .load_queue_states(load_queue_states), .load_fence_mask(load_fence_mask),
        .load_sealed0(load_sealed0), .load_sealed1(load_sealed1), .load_image_card_id(64'd0), .load_image_nonce(64'd0),
        .persisted(persisted), .power_fail(power_fail));

    wire is_header = phase == 0 && valid && ready;
    // The queue that the header of the frame under way named: 0, 1, or another, which has no fence.
    reg [5:0] named = 0;
    // A cycle ago.
    reg [1:0] was_done = 0, ordered_lift = 0;
    reg [63:0] was_sealed0 = 0, was_sealed1 = 0;
    reg [3:0] was_states = 0;
    reg was_new = 1;
    always @(posedge clock) begin
        begun <= begun | starts;
        if (is_header) named <= beat[110:105];
        was_done <= done;
        was_sealed0 <= sealed0;
        was_sealed1 <= sealed1;
        was_states <= states;
        was_new <= load | reset;
        ordered_lift <= reset ? 2'd0 : ordered_lift | lift;
    end
    wire [1:0] stays = (was_new ? 2'd0 : was_done) & done;
    always @(*) begin
        assert (!(write_valid && named == 0 && done[0]));
        assert (!(write_valid && named == 1 && done[1]));
        assert (!stays[0] || sealed0 == was_sealed0);
        assert (!stays[1] || sealed1 == was_sealed1);
        assert (!stays[0] || states[1:0] == was_states[1:0]);
        assert (!stays[1] || states[3:2] == was_states[3:2]);
        // A fence that is done is in force, and ends by the host's order only.
        assert ((done & ~mask) == 0);
        assert (was_new || (was_done & ~done & ~ordered_lift) == 0);
    end
endmodule
