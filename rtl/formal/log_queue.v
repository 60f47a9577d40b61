// The two watermarks of a log queue. By induction: from every state that satisfies the assertions, whatever the inputs.
// Positions are far from wrapping (below 2^46: at 50 million lines a second, 16 days of nothing but lines are 2^46; the
// position is 48 bits wide and the proof of the wrap is not attempted).
module prove(input clock, input write, input [12:0] write_word, input [63:0] write_data, input write_low, input write_high,
             input [21:0] ring_slot, input [31:0] ticket, input publish_wanted, input crc_error, input mirrored_valid,
             input [47:0] mirrored_mark, input armed, input bus_reset, input load, input [383:0] load_record);
    wire good;
    wire [47:0] mark, local, mirrored, first_missing;
    wire [383:0] save_record;
    // The store publishes what the queue finds good, and rejects the rest.
    wire publish = publish_wanted & good, reject = publish_wanted & ~good;
    card$core$queue0 uut(.clock(clock), .write(write), .write_word(write_word), .write_data(write_data), .write_low(write_low),
        .write_high(write_high), .read_word(13'd0), .ring_slot(ring_slot), .ticket(ticket), .good(good), .mark(mark),
        .publish(publish), .reject(reject), .crc_error(crc_error), .mirrored_valid(mirrored_valid),
        .mirrored_mark(mirrored_mark), .armed(armed), .bus_reset(bus_reset), .load(load), .load_record(load_record),
        .save_record(save_record), .local(local), .mirrored(mirrored), .first_missing(first_missing));
    wire [47:0] prefix = save_record[303:256];
    wire [47:0] partner = save_record[367:320];
    // A cycle ago. The host may write a position, and the NV header brings one: else nothing goes back.
    reg [47:0] was_local = 0, was_mirrored = 0, was_partner = 0;
    reg was_set = 1;
    always @(posedge clock) begin
        was_local <= local;
        was_mirrored <= mirrored;
        was_partner <= partner;
        was_set <= write | load;
    end
    always @(*) begin
        assume (prefix[47:46] == 0 && mirrored_mark[47:46] == 0);
        assume (write_data[47:46] == 0 && write_data[15:14] == 0);
        // What the NV header brings was saved by a card for which this holds.
        assume (!load || (load_record[367:320] <= load_record[303:256] && load_record[303:302] == 0));
        // MIRRORED is never above LOCAL, nor what the partner has above what is here; LOCAL is never above the prefix.
        assert (partner <= prefix);
        assert (mirrored <= local);
        assert (local <= prefix);
        assert (mirrored <= partner);
        assert (was_set || (local >= was_local && mirrored >= was_mirrored && partner >= was_partner));
        // The prefix never goes back by publishing.
        assert (!publish || mark >= prefix);
    end
endmodule
