// Two cards, each in a slot of a host that cocotbext-pcie models, and the line between them. test_host.py drives it. The hard block of
// slot a is 128 bit wide, that of slot b 256.
//
// The ports of the hard block have the names PG213 gives them, because the model looks them up; everything else a board has
// around a card is here: memory, a battery that is good, a line of eight beats.

`timescale 1ns / 1ps

// One card in its slot.
module slot #(
    parameter [63:0] CARD_ID = 0,
    // Bits of a beat of the hard block, 128 or 256.
    parameter WIDTH = 128
) (
    input  wire         user_clk,
    output wire [127:0] line_out,
    output wire         line_out_control,
    output wire         line_out_valid,
    input  wire [127:0] line_in,
    input  wire         line_in_control,
    input  wire         line_in_valid
);
    // What the model drives and reads.
    reg                 user_reset                /*verilator public_flat_rw*/ = 1;
    reg                 sys_reset                 /*verilator public_flat_rw*/ = 0;
    reg  [WIDTH-1:0]    m_axis_cq_tdata           /*verilator public_flat_rw*/ = 0;
    reg  [87:0]         m_axis_cq_tuser           /*verilator public_flat_rw*/ = 0;
    reg  [WIDTH/32-1:0] m_axis_cq_tkeep           /*verilator public_flat_rw*/ = 0;
    reg                 m_axis_cq_tlast           /*verilator public_flat_rw*/ = 0;
    reg                 m_axis_cq_tvalid          /*verilator public_flat_rw*/ = 0;
    wire                m_axis_cq_tready          /*verilator public_flat_rd*/;
    wire [1:0]          pcie_cq_np_req            /*verilator public_flat_rd*/;
    reg  [5:0]          pcie_cq_np_req_count      /*verilator public_flat_rw*/ = 0;
    wire [WIDTH-1:0]    s_axis_cc_tdata           /*verilator public_flat_rd*/;
    wire [32:0]         s_axis_cc_tuser           /*verilator public_flat_rd*/;
    wire [WIDTH/32-1:0] s_axis_cc_tkeep           /*verilator public_flat_rd*/;
    wire                s_axis_cc_tlast           /*verilator public_flat_rd*/;
    wire                s_axis_cc_tvalid          /*verilator public_flat_rd*/;
    reg                 s_axis_cc_tready          /*verilator public_flat_rw*/ = 0;
    wire [WIDTH-1:0]    s_axis_rq_tdata           /*verilator public_flat_rd*/;
    wire [61:0]         s_axis_rq_tuser           /*verilator public_flat_rd*/;
    wire [WIDTH/32-1:0] s_axis_rq_tkeep           /*verilator public_flat_rd*/;
    wire                s_axis_rq_tlast           /*verilator public_flat_rd*/;
    wire                s_axis_rq_tvalid          /*verilator public_flat_rd*/;
    reg                 s_axis_rq_tready          /*verilator public_flat_rw*/ = 0;
    reg  [WIDTH-1:0]    m_axis_rc_tdata           /*verilator public_flat_rw*/ = 0;
    reg  [74:0]         m_axis_rc_tuser           /*verilator public_flat_rw*/ = 0;
    reg  [WIDTH/32-1:0] m_axis_rc_tkeep           /*verilator public_flat_rw*/ = 0;
    reg                 m_axis_rc_tlast           /*verilator public_flat_rw*/ = 0;
    reg                 m_axis_rc_tvalid          /*verilator public_flat_rw*/ = 0;
    wire                m_axis_rc_tready          /*verilator public_flat_rd*/;
    reg  [1:0]          cfg_max_payload           /*verilator public_flat_rw*/ = 0;
    reg  [2:0]          cfg_max_read_req          /*verilator public_flat_rw*/ = 0;
    reg  [15:0]         cfg_function_status       /*verilator public_flat_rw*/ = 0;
    reg  [3:0]          cfg_interrupt_msix_enable /*verilator public_flat_rw*/ = 0;
    reg  [3:0]          cfg_interrupt_msix_mask   /*verilator public_flat_rw*/ = 0;
    reg  [5:0]          pcie_rq_seq_num0          /*verilator public_flat_rw*/ = 0;
    reg                 pcie_rq_seq_num_vld0      /*verilator public_flat_rw*/ = 0;
    // What the test does: mains fail.
    reg                 power_fail                /*verilator public_flat_rw*/ = 0;
    wire                power_safe                /*verilator public_flat_rd*/;

    // Memory of 16 MiB, LOCAL and REMOTE: a write is taken at once, a read answered in the next cycle.
    reg  [127:0] memory [0:(1 << 20) - 1];
    wire         write, read;
    wire [27:0]  write_at, read_at;
    wire [127:0] write_data;
    wire [15:0]  write_enable;
    reg  [127:0] read_data = 0;
    reg          read_valid = 0;
    integer      n;
    always @(posedge user_clk) begin
        if (write)
            for (n = 0; n < 16; n = n + 1)
                if (write_enable[n]) memory[write_at[19:0]][8 * n +: 8] <= write_data[8 * n +: 8];
        read_valid <= read;
        read_data <= memory[read_at[19:0]];
    end

    wire save;
    reg  saved = 0;
    always @(posedge user_clk) saved <= save;

    // Line in beats: what leaves now arrives eight cycles later.
    reg  [129:0] line [0:7];
    reg  [2:0]   place = 0;
    wire [129:0] arrives = line[place];
    initial for (n = 0; n < 8; n = n + 1) line[n] = 0;
    always @(posedge user_clk) begin
        line[place] <= {line_in_valid, line_in_control, line_in};
        place <= place + 1;
    end

    // What has nothing to do with the width. The model never drives pcie_tfc_nph_av: it queues reads it has no credits for.
`define REST_OF_THE_CARD \
        .clock(user_clk), .flr(1'b0), .flr_done(), .bus_master(cfg_function_status[2]), \
        .msix_enable(cfg_interrupt_msix_enable[0]), .msix_mask(cfg_interrupt_msix_mask[0]), \
        .max_payload(cfg_max_payload), .max_read(cfg_max_read_req), .rq_credits(4'd15), \
        .rq_seq_num(pcie_rq_seq_num0), .rq_seq_num_valid(pcie_rq_seq_num_vld0), \
        .mem_write$valid(write), .mem_write$address(write_at), .mem_write$data(write_data), \
        .mem_write$enable(write_enable), .mem_write$ready(1'b1), \
        .mem_read$valid(read), .mem_read$address(read_at), .mem_read$ready(1'b1), \
        .mem_read$data_valid(read_valid), .mem_read$data(read_data), .mem_read_error(2'b0), .mem_write_inject(), \
        .persist_restored(1'b1), .persist_held(1'b1), .persist_watch(), .persist_save(save), .persist_saved(saved), \
        .tx_data(line_out), .tx_control(line_out_control), .tx_valid(line_out_valid), .tx_ready(1'b1), \
        .rx_data(arrives[127:0]), .rx_control(arrives[128]), .rx_valid(arrives[129]), .link_up(1'b1), \
        .coded(1'b0), .coding(2'b0), .coding_header_errors(32'd0), .coding_locks_lost(32'd0), .loopback(), \
        .power_fail(power_fail), .power_safe(power_safe), .battery_good(1'b1), .battery_millivolts(16'd3900), \
        .battery_temperature(32'd25000), .battery_charge(16'd1000), .battery_load(), \
        .card_id(CARD_ID), .board(32'd0), .build_hash(64'd0)

    // One oscillator for both clocks of the card: the model of the hard block knows no other.
    generate
        if (WIDTH == 128) begin : narrow
            card card (
                .user_clock(user_clk), .user_reset(user_reset), .perst(!sys_reset),
                .cq$data(m_axis_cq_tdata), .cq$user(m_axis_cq_tuser), .cq$keep(m_axis_cq_tkeep),
                .cq$last(m_axis_cq_tlast), .cq$valid(m_axis_cq_tvalid), .cq$ready(m_axis_cq_tready), .cq_np_req(pcie_cq_np_req),
                .cc$data(s_axis_cc_tdata), .cc$user(s_axis_cc_tuser), .cc$keep(s_axis_cc_tkeep),
                .cc$last(s_axis_cc_tlast), .cc$valid(s_axis_cc_tvalid), .cc$ready(s_axis_cc_tready),
                .rq$data(s_axis_rq_tdata), .rq$user(s_axis_rq_tuser), .rq$keep(s_axis_rq_tkeep),
                .rq$last(s_axis_rq_tlast), .rq$valid(s_axis_rq_tvalid), .rq$ready(s_axis_rq_tready),
                .rc$data(m_axis_rc_tdata), .rc$user(m_axis_rc_tuser), .rc$keep(m_axis_rc_tkeep),
                .rc$last(m_axis_rc_tlast), .rc$valid(m_axis_rc_tvalid), .rc$ready(m_axis_rc_tready),
                `REST_OF_THE_CARD
            );
        end else begin : wide
            top256 card (
                .user_clock(user_clk), .user_reset(user_reset), .perst(!sys_reset),
                .cq$data(m_axis_cq_tdata), .cq$user(m_axis_cq_tuser), .cq$keep(m_axis_cq_tkeep),
                .cq$last(m_axis_cq_tlast), .cq$valid(m_axis_cq_tvalid), .cq$ready(m_axis_cq_tready), .cq_np_req(pcie_cq_np_req),
                .cc$data(s_axis_cc_tdata), .cc$user(s_axis_cc_tuser), .cc$keep(s_axis_cc_tkeep),
                .cc$last(s_axis_cc_tlast), .cc$valid(s_axis_cc_tvalid), .cc$ready(s_axis_cc_tready),
                .rq$data(s_axis_rq_tdata), .rq$user(s_axis_rq_tuser), .rq$keep(s_axis_rq_tkeep),
                .rq$last(s_axis_rq_tlast), .rq$valid(s_axis_rq_tvalid), .rq$ready(s_axis_rq_tready),
                .rc$data(m_axis_rc_tdata), .rc$user(m_axis_rc_tuser),
                .rc$valid(m_axis_rc_tvalid), .rc$ready(m_axis_rc_tready),
                `REST_OF_THE_CARD
            );
        end
    endgenerate
endmodule

module bench;
    reg          user_clk /*verilator public_flat_rw*/ = 0;
    wire [127:0] a_data, b_data;
    wire         a_control, a_valid, b_control, b_valid;
    slot #(.CARD_ID(64'h0A)) a (
        .user_clk(user_clk), .line_out(a_data), .line_out_control(a_control), .line_out_valid(a_valid),
        .line_in(b_data), .line_in_control(b_control), .line_in_valid(b_valid)
    );
    slot #(.CARD_ID(64'h0B), .WIDTH(256)) b (
        .user_clk(user_clk), .line_out(b_data), .line_out_control(b_control), .line_out_valid(b_valid),
        .line_in(a_data), .line_in_control(a_control), .line_in_valid(a_valid)
    );
endmodule
