// The prefix of a log queue is contiguous: whatever slot one picks, if it is below the prefix and not below the position the queue was
// opened at, then it has been published since. By induction, with the window as part of the invariant: `window` is connected by
// scripts/formal. Positions are far from wrapping, as in log_queue.v.
module prove(input clock, input write, input [12:0] write_word, input [63:0] write_data, input write_low, input write_high,
             input [21:0] ring_slot, input [31:0] ticket, input publish_wanted, input crc_error, input mirrored_valid,
             input [47:0] mirrored_mark, input armed, input bus_reset, input load, input [383:0] load_record, input [47:0] picked);
    wire good;
    wire [47:0] mark, prefix;
    wire [63:0] window;
    wire publish = publish_wanted & good, reject = publish_wanted & ~good;
    card$core$queue0 uut(.clock(clock), .write(write), .write_word(write_word), .write_data(write_data), .write_low(write_low),
        .write_high(write_high), .read_word(13'd0), .ring_slot(ring_slot), .ticket(ticket), .good(good), .mark(mark),
        .publish(publish), .reject(reject), .crc_error(crc_error), .mirrored_valid(mirrored_valid),
        .mirrored_mark(mirrored_mark), .armed(armed), .bus_reset(bus_reset), .load(load), .load_record(load_record),
        .first_missing(prefix));

    // The slot is picked once.
    reg [47:0] slot = 0;
    reg started = 0;
    // Where the prefix would be if the host had not set it: if it is elsewhere, the queue was opened there.
    reg [47:0] expected = 0, opened_at = 0;
    reg seen_before = 0;
    wire moved = prefix != expected;
    wire [47:0] opened = moved ? prefix : opened_at;
    wire seen = !moved & seen_before;
    // The slot of the line that is being published: the ticket has its low half, and it is one of 64 from the prefix on.
    wire [31:0] ahead = ticket - prefix[31:0];
    wire [47:0] published = prefix + ahead;
    always @(posedge clock) begin
        started <= 1;
        slot <= picked;
        expected <= publish ? mark : prefix;
        opened_at <= opened;
        seen_before <= seen | (publish & (published == slot));
    end
    wire [47:0] distance = slot - prefix;
    always @(*) begin
        assume (!started || picked == slot);
        assume (prefix[47:46] == 0);
        assume (write_data[47:46] == 0 && write_data[15:14] == 0);
        // What is loaded comes from the NV header, before the card accepts anything, or is zero, when the memory is erased: no line is stored then.
        assume (!load || (load_record[303:302] == 0 && !publish_wanted));
        if (started) begin
            assert (opened <= prefix);
            // Below the prefix everything has been published, and so has what the window remembers.
            assert (slot < opened || slot >= prefix || seen);
            assert (distance >= 64 || !window[distance[5:0]] || seen);
        end
    end
endmodule
