// No two lines of a power generation get the same stamp, and the generation does not change once the card is ready: whatever the NV header held,
// whatever the host, the mirror and the power do. Besides the block's own rule that nothing is stamped before `ready`.
module prove(input clock, input read_ready, input data_valid, input [127:0] data, input write_ready, input failing, input drained,
             input persist, input swept, input sweep_clean, input rail_held, input lost, input forget, input erasing,
             input stamp_wanted, input [31:0] tick, input [47:0] picked);
    wire [2:0] state;
    wire ready;
    wire [63:0] stamp;
    wire [15:0] generation;
    wire stamped = stamp_wanted & ready;
    card$core$nv_header uut(.clock(clock), .read$ready(read_ready), .read$data_valid(data_valid), .read$data(data),
        .write$ready(write_ready), .failing(failing), .drained(drained), .persist(persist), .ready(ready), .swept(swept),
        .sweep_clean(sweep_clean), .rail_held(rail_held), .lost(lost), .forget(forget), .erasing(erasing),
        .generation(generation), .stamp(stamp), .stamped(stamped), .tick(tick));

    // One stamp, picked once.
    reg [47:0] number = 0;
    reg started = 0, seen = 0, was_ready = 0;
    reg [15:0] was_generation = 0;
    always @(posedge clock) begin
        started <= 1;
        number <= picked;
        seen <= seen | (stamped & (stamp[47:0] == picked));
        was_ready <= ready;
        was_generation <= generation;
    end
    always @(*) begin
        assume (!started || picked == number);
        // 48 bits last for 65 days of fifty million lines a second.
        assume (stamp[47:0] < 48'hFFFFFFFFFFFF);
        assert (!(seen && stamped && stamp[47:0] == number));
        assert (!seen || stamp[47:0] > number);
        assert (!seen || ready);
        assert (!ready || state == 4 || state == 5 || state == 6);
        assert (!was_ready || ready);
        assert (!was_ready || generation == was_generation);
        assert (stamp[63:48] == generation);
    end
endmodule
