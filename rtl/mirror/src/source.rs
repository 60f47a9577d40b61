//! What goes into the outbox: live chunks, blocks of a resync, and the frames that frame them. Keeps MIRROR.STATE.
//!
//! A resync begins at an instant at which ingress is empty and no queue has a hole: then SYNC_START and the positions of
//! the queues go out, and every chunk from there on is sent live. The ranges follow, one block at a time, of 256 bytes, or of
//! 1 KiB if nothing has been staged for some time: ingress is held, so that every write to the block is visible to the read and no newer chunk is in front of it, the
//! block is read and put in behind all chunks staged before, ingress goes on. So the partner sees, for every byte, the
//! same order of values as our memory did. Live chunks go first; a block is put in when nothing waits, or when it has
//! been waiting for [`PATIENCE`] ticks, which leaves the resync at least a tenth of a busy link. The next block is looked for while
//! one is read.
//!
//! While the session is SYNCED or MIRRORING a chunk that finds no room goes into [`crate::backlog`] instead, and so does every chunk
//! behind it until that is empty: CATCHUP. Ingress is held only if as much waits to be sent as the smallest ring of an open queue has
//! place for, less than a host may have posted without being told that it is mirrored; what is stored by then is taken. During a resync, which holds ingress for its
//! blocks anyway, ingress waits for the outbox.
//!
//! A queue that is opened later is told in the same way: at an instant at which ingress is empty and no queue has a hole,
//! so that everything below its position is in front of the QUEUE frame and everything above comes behind it.

use crate::backlog::Backlog;
use crate::frame::Entry;
use crate::owner::Owner;
use crate::ports::QueueIn;
use crate::settings::Settings;
use rtl_prims::stream::{ReadOut, StageIn};
use rust_hdl::prelude::*;

/// Ticks a block of a resync gives way to live chunks: nine times its own time on the line.
pub const PATIENCE: u64 = 162;

/// Beats that may wait in CATCHUP however small a ring is.
const BOUND_LEAST: u64 = 64;

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum Work {
    Rest,
    /// Nothing of the session before may be under way.
    Quiet,
    /// Hold ingress and look for holes.
    Freeze,
    /// Let ingress fill the holes.
    Thaw,
    /// Put SYNC_START in.
    Begin,
    /// Hold ingress because a queue was opened, and look for holes.
    Cut,
    /// Let ingress fill the holes.
    Wait,
    /// Put the positions of the queues in.
    Declare0,
    Declare1,
    /// Take up the next range.
    Range,
    /// Wait for the turn of the next block.
    Block,
    /// Hold ingress for it.
    Claim,
    /// Read it, beat by beat into the outbox.
    Read,
    /// Put SYNC_DONE in.
    Complete,
    /// Wait until it is acknowledged.
    Settle,
}

/// See the module.
#[derive(LogicBlock)]
pub struct Source {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub stage: StageIn,
    pub queue0: QueueIn,
    pub queue1: QueueIn,
    pub read: ReadOut,
    pub hold: Signal<Out, Bit>,
    pub held: Signal<In, Bit>,
    pub start_resync: Signal<In, Bit>,
    pub accept: Signal<In, Bit>,
    pub drop_mirror: Signal<In, Bit>,
    /// One cycle: what a resync has read is lost, and cannot be sent as if it were good.
    pub unreadable: Signal<In, Bit>,
    pub range0_start: Signal<In, Bits<32>>,
    pub range0_end: Signal<In, Bits<32>>,
    pub range1_start: Signal<In, Bits<32>>,
    pub range1_end: Signal<In, Bits<32>>,
    pub range2_start: Signal<In, Bits<32>>,
    pub range2_end: Signal<In, Bits<32>>,
    pub range3_start: Signal<In, Bits<32>>,
    pub range3_end: Signal<In, Bits<32>>,
    pub range4_start: Signal<In, Bits<32>>,
    pub range4_end: Signal<In, Bits<32>>,
    pub power_fail: Signal<In, Bit>,
    // The link.
    pub up: Signal<In, Bit>,
    /// Nothing is heard from the partner: do not wait for it.
    pub silent: Signal<In, Bit>,
    /// The session cannot go on.
    pub lose: Signal<In, Bit>,
    /// With it: because of who the partner is.
    pub estranged: Signal<In, Bit>,
    /// The partner has spoken: bit n, it drops frames of queue n.
    pub peer_fence: Signal<In, Bit>,
    pub peer_fence_mask: Signal<In, Bits<2>>,
    /// The framer is not in the middle of a sequenced frame.
    pub framer_quiet: Signal<In, Bit>,
    // The outbox.
    pub put: Signal<Out, Bit>,
    pub data: Signal<Out, Bits<128>>,
    pub close: Signal<Out, Bit>,
    pub entry: Signal<Out, Entry>,
    pub mark: Signal<Out, Bits<48>>,
    pub flush: Signal<Out, Bit>,
    pub room: Signal<In, Bit>,
    pub room_ahead: Signal<In, Bit>,
    pub withheld: Signal<Out, Bits<7>>,
    pub backlog: Signal<In, Bit>,
    pub outbox_empty: Signal<In, Bit>,
    /// A SYNC_START was acknowledged.
    pub start_retired: Signal<In, Bit>,
    /// A SYNC_DONE was.
    pub done_retired: Signal<In, Bit>,
    // State.
    pub mirror_state: Signal<Out, Bits<2>>,
    /// Why it was LOST last, `abi::events`.
    pub lost_reason: Signal<Out, Bits<3>>,
    pub session: Signal<Out, Bits<8>>,
    pub fenced: Signal<Out, Bits<2>>,
    pub cursor: Signal<Out, Bits<32>>,
    /// CATCHUP.
    pub catching_up: Signal<Out, Bit>,
    /// A QUEUE frame of queue n is put in.
    pub declared: Signal<Out, Bits<2>>,
    /// ACCEPT has taken effect.
    pub accepted: Signal<Out, Bit>,
    work: DFF<Work>,
    state: DFF<Bits<2>>,
    our_session: DFF<Bits<8>>,
    reason: DFF<Bits<3>>,
    /// Why the session would end in this cycle.
    cause: Signal<Local, Bits<3>>,
    /// Queues whose frames the partner has dropped in this session.
    refused: DFF<Bits<2>>,
    /// What it said last.
    last_fence: DFF<Bits<2>>,
    /// Inside a chunk that goes into the outbox.
    chunk: DFF<Bit>,
    /// What waits to be read back, and whether that is where chunks go.
    late: Backlog,
    behind: DFF<Bit>,
    /// Inside a chunk that goes there.
    lagging: DFF<Bit>,
    /// Beats that may wait there.
    bound: DFF<Bits<28>>,
    may_lag: Signal<Local, Bit>,
    direct: Signal<Local, Bit>,
    lags: Signal<Local, Bit>,
    begins: Signal<Local, Bit>,
    late_now: Signal<Local, Bit>,
    lines0: Signal<Local, Bits<28>>,
    lines1: Signal<Local, Bits<28>>,
    payload0: Signal<Local, Bits<28>>,
    payload1: Signal<Local, Bits<28>>,
    smallest0: Signal<Local, Bits<28>>,
    smallest1: Signal<Local, Bits<28>>,
    smallest: Signal<Local, Bits<28>>,
    /// Inside a chunk that is swallowed.
    skipping: DFF<Bit>,
    chunk_entry: DFF<Entry>,
    chunk_mark: DFF<Bits<48>>,
    /// A queue was opened, and the partner has to hear of it.
    pending: DFF<Bit>,
    /// The queues are declared at the beginning of a resync.
    beginning: DFF<Bit>,
    range: DFF<Bits<3>>,
    /// Where the next block begins, units of 16 bytes.
    place: DFF<Bits<28>>,
    /// The block that is read: where, beats, and whose.
    from: DFF<Bits<28>>,
    size: DFF<Bits<7>>,
    from_owner: DFF<Bits<2>>,
    /// Ticks in which nothing was staged, up to `quiet_ticks`.
    silence: DFF<Bits<16>>,
    quiet: Signal<Local, Bit>,
    block_size: Signal<Local, Bits<7>>,
    limit: DFF<Bits<28>>,
    waited: DFF<Bits<8>>,
    /// Beats of the block that were found to have one owner, and whether there are no more.
    beats: DFF<Bits<7>>,
    scanned: DFF<Bit>,
    owner: DFF<Bits<2>>,
    asked: DFF<Bits<7>>,
    got: DFF<Bits<7>>,
    /// Reads asked for and not answered; survives a lost mirror, so that their answers are not taken for others.
    open: DFF<Bits<7>>,
    lost: Signal<Local, Bit>,
    losing: Signal<Local, Bit>,
    whose: Owner,
    heard_fence: Signal<Local, Bits<2>>,
    settled: Signal<Local, Bit>,
    range_start: Signal<Local, Bits<32>>,
    range_end: Signal<Local, Bits<32>>,
    range_limit: Signal<Local, Bits<28>>,
    rest: Signal<Local, Bits<28>>,
    got_next: Signal<Local, Bits<7>>,
    chunk_now: Signal<Local, Bit>,
    busy: Signal<Local, Bit>,
    free: Signal<Local, Bit>,
    cut: Signal<Local, Bit>,
    starts: Signal<Local, Bit>,
    stage_entry: Signal<Local, Entry>,
    took: Signal<Local, Bit>,
    block_asks: Signal<Local, Bit>,
    asks: Signal<Local, Bit>,
    answered: Signal<Local, Bit>,
    base0: Signal<Local, Bits<128>>,
    base1: Signal<Local, Bits<128>>,
    /// A QUEUE frame of queue n goes in unless the session ends.
    declares: Signal<Local, Bits<2>>,
    declared_position: Signal<Local, Bits<64>>,
    mirror_lost: Constant<Bits<2>>,
    mirror_resync: Constant<Bits<2>>,
    mirror_synced: Constant<Bits<2>>,
    mirroring: Constant<Bits<2>>,
    kind_data: Constant<Bits<4>>,
    kind_queue: Constant<Bits<4>>,
    kind_sync_start: Constant<Bits<4>>,
    kind_sync_done: Constant<Bits<4>>,
    flag_masked: Constant<Bits<4>>,
    flag_resync: Constant<Bits<4>>,
    flag_publish: Constant<Bits<4>>,
    no_queue: Constant<Bits<6>>,
    local_units: Constant<Bits<28>>,
    patience: Constant<Bits<8>>,
    quiet_ticks: Constant<Bits<16>>,
    by_host: Constant<Bits<3>>,
    by_fence: Constant<Bits<3>>,
    by_memory: Constant<Bits<3>>,
    by_stall: Constant<Bits<3>>,
    by_partner: Constant<Bits<3>>,
    by_overwriting: Constant<Bits<3>>,
    staged_most: Constant<Bits<28>>,
    bound_least: Constant<Bits<28>>,
    bound_from: Constant<Bits<28>>,
}

impl Source {
    /// For a LOCAL of `settings.local_bytes`.
    pub fn new(settings: &Settings) -> Self {
        Source {
            clock: Default::default(),
            reset: Default::default(),
            stage: Default::default(),
            queue0: Default::default(),
            queue1: Default::default(),
            read: Default::default(),
            hold: Default::default(),
            held: Default::default(),
            start_resync: Default::default(),
            accept: Default::default(),
            drop_mirror: Default::default(),
            unreadable: Default::default(),
            range0_start: Default::default(),
            range0_end: Default::default(),
            range1_start: Default::default(),
            range1_end: Default::default(),
            range2_start: Default::default(),
            range2_end: Default::default(),
            range3_start: Default::default(),
            range3_end: Default::default(),
            range4_start: Default::default(),
            range4_end: Default::default(),
            power_fail: Default::default(),
            up: Default::default(),
            silent: Default::default(),
            lose: Default::default(),
            estranged: Default::default(),
            peer_fence: Default::default(),
            peer_fence_mask: Default::default(),
            framer_quiet: Default::default(),
            put: Default::default(),
            data: Default::default(),
            close: Default::default(),
            entry: Default::default(),
            mark: Default::default(),
            flush: Default::default(),
            room: Default::default(),
            room_ahead: Default::default(),
            withheld: Default::default(),
            backlog: Default::default(),
            outbox_empty: Default::default(),
            start_retired: Default::default(),
            done_retired: Default::default(),
            mirror_state: Default::default(),
            lost_reason: Default::default(),
            session: Default::default(),
            fenced: Default::default(),
            cursor: Default::default(),
            catching_up: Default::default(),
            declared: Default::default(),
            accepted: Default::default(),
            work: Default::default(),
            state: Default::default(),
            our_session: Default::default(),
            reason: Default::default(),
            cause: Default::default(),
            refused: Default::default(),
            last_fence: Default::default(),
            chunk: Default::default(),
            late: Backlog::new(settings.local_bytes),
            behind: Default::default(),
            lagging: Default::default(),
            bound: Default::default(),
            may_lag: Default::default(),
            direct: Default::default(),
            lags: Default::default(),
            begins: Default::default(),
            late_now: Default::default(),
            lines0: Default::default(),
            lines1: Default::default(),
            payload0: Default::default(),
            payload1: Default::default(),
            smallest0: Default::default(),
            smallest1: Default::default(),
            smallest: Default::default(),
            skipping: Default::default(),
            chunk_entry: Default::default(),
            chunk_mark: Default::default(),
            pending: Default::default(),
            beginning: Default::default(),
            cut: Default::default(),
            range: Default::default(),
            place: Default::default(),
            from: Default::default(),
            size: Default::default(),
            from_owner: Default::default(),
            silence: Default::default(),
            quiet: Default::default(),
            block_size: Default::default(),
            limit: Default::default(),
            waited: Default::default(),
            beats: Default::default(),
            scanned: Default::default(),
            owner: Default::default(),
            asked: Default::default(),
            got: Default::default(),
            open: Default::default(),
            lost: Default::default(),
            losing: Default::default(),
            whose: Default::default(),
            heard_fence: Default::default(),
            settled: Default::default(),
            range_start: Default::default(),
            range_end: Default::default(),
            range_limit: Default::default(),
            rest: Default::default(),
            got_next: Default::default(),
            chunk_now: Default::default(),
            busy: Default::default(),
            free: Default::default(),
            starts: Default::default(),
            stage_entry: Default::default(),
            took: Default::default(),
            block_asks: Default::default(),
            asks: Default::default(),
            answered: Default::default(),
            base0: Default::default(),
            base1: Default::default(),
            declares: Default::default(),
            declared_position: Default::default(),
            mirror_lost: Constant::new((abi::registers::MIRROR_LOST as u64).to_bits()),
            mirror_resync: Constant::new((abi::registers::MIRROR_RESYNC as u64).to_bits()),
            mirror_synced: Constant::new((abi::registers::MIRROR_SYNCED as u64).to_bits()),
            mirroring: Constant::new((abi::registers::MIRROR_MIRRORING as u64).to_bits()),
            kind_data: Constant::new((abi::frame::KIND_DATA as u64).to_bits()),
            kind_queue: Constant::new((abi::frame::KIND_QUEUE as u64).to_bits()),
            kind_sync_start: Constant::new((abi::frame::KIND_SYNC_START as u64).to_bits()),
            kind_sync_done: Constant::new((abi::frame::KIND_SYNC_DONE as u64).to_bits()),
            flag_masked: Constant::new((abi::frame::FLAG_MASKED as u64).to_bits()),
            flag_resync: Constant::new((abi::frame::FLAG_RESYNC as u64).to_bits()),
            flag_publish: Constant::new((abi::frame::FLAG_PUBLISH as u64).to_bits()),
            no_queue: Constant::new((abi::frame::NO_QUEUE as u64).to_bits()),
            local_units: Constant::new((settings.local_bytes / 16).to_bits()),
            patience: Constant::new(PATIENCE.to_bits()),
            quiet_ticks: Constant::new(u64::from(settings.quiet_ticks).to_bits()),
            by_host: Constant::new(abi::events::LOST_BY_HOST.to_bits()),
            by_fence: Constant::new(abi::events::LOST_FENCED.to_bits()),
            by_memory: Constant::new(abi::events::LOST_MEMORY.to_bits()),
            by_stall: Constant::new(abi::events::LOST_STALLED.to_bits()),
            by_partner: Constant::new(abi::events::LOST_PARTNER.to_bits()),
            by_overwriting: Constant::new(abi::events::LOST_OVERWRITTEN.to_bits()),
            staged_most: Constant::new(u64::from(settings.staged_beats).to_bits()),
            bound_least: Constant::new(BOUND_LEAST.to_bits()),
            bound_from: Constant::new((u64::from(settings.staged_beats) + BOUND_LEAST).to_bits()),
        }
    }
}

impl Logic for Source {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            work,
            state,
            our_session,
            reason,
            refused,
            last_fence,
            chunk,
            behind,
            lagging,
            bound,
            skipping,
            chunk_entry,
            chunk_mark,
            pending,
            beginning,
            range,
            place,
            from,
            size,
            from_owner,
            silence,
            limit,
            waited,
            beats,
            scanned,
            owner,
            asked,
            got,
            open
        );
        clock!(self, clock, late);
        self.late.reset.next = self.reset.val();
        self.lost.next = self.state.q.val() == self.mirror_lost.val();
        self.hold.next = (self.work.q.val() == Work::Freeze)
            | (self.work.q.val() == Work::Begin)
            | (self.work.q.val() == Work::Cut)
            | (self.work.q.val() == Work::Declare0)
            | (self.work.q.val() == Work::Declare1)
            | (self.work.q.val() == Work::Claim)
            | (self.work.q.val() == Work::Read)
            | self.late.full.val();
        self.flush.next = false;
        self.put.next = false;
        self.close.next = false;
        self.data.next = self.stage.data.val();
        self.mark.next = self.chunk_mark.q.val();
        self.declares.next = bits::<2>(0);
        self.accepted.next = false;
        self.whose.unit.next = self.place.q.val() + bit_cast::<28, 7>(self.beats.q.val());
        self.whose.enable0.next = self.queue0.enable.val();
        self.whose.line_base0.next = self.queue0.line_base.val();
        self.whose.line_count0.next = self.queue0.line_count.val();
        self.whose.payload_base0.next = self.queue0.payload_base.val();
        self.whose.payload_bytes0.next = self.queue0.payload_bytes.val();
        self.whose.enable1.next = self.queue1.enable.val();
        self.whose.line_base1.next = self.queue1.line_base.val();
        self.whose.line_count1.next = self.queue1.line_count.val();
        self.whose.payload_base1.next = self.queue1.payload_base.val();
        self.whose.payload_bytes1.next = self.queue1.payload_bytes.val();
        self.settled.next = (!self.queue0.enable.val() | self.queue0.settled.val())
            & (!self.queue1.enable.val() | self.queue1.settled.val());

        // What a chunk of the stage becomes.
        self.stage_entry.next.kind = self.kind_data.val();
        self.stage_entry.next.flags = bits::<4>(0);
        if self.stage.publish.val() {
            self.stage_entry.next.flags = self.flag_publish.val();
        } else if self.stage.last.val() & !self.stage.enable.val().all() {
            self.stage_entry.next.flags = self.flag_masked.val();
        }
        self.stage_entry.next.length = self.stage.length.val();
        self.stage_entry.next.address = self.stage.address.val();
        self.stage_entry.next.queue = self.stage.queue.val();
        self.stage_entry.next.enable = self.stage.enable.val();
        self.stage_entry.next.pointer = bits::<11>(0);
        self.entry.next = self.chunk_entry.q.val();

        // How large blocks may be.
        if self.stage.valid.val() {
            self.silence.d.next = bits::<16>(0);
        } else if self.silence.q.val() != self.quiet_ticks.val() {
            self.silence.d.next = self.silence.q.val() + 1;
        }
        self.quiet.next = self.silence.q.val() == self.quiet_ticks.val();
        self.block_size.next = self.beats.q.val();
        if !self.quiet.val() & (self.beats.q.val() > bits::<7>(16)) {
            self.block_size.next = bits::<7>(16);
        }

        // Which of the sources may put in now. Chunks are never interrupted.
        self.free.next = !self.chunk.q.val() & self.room.val();
        self.busy.next = (self.work.q.val() == Work::Begin)
            | (self.work.q.val() == Work::Declare0)
            | (self.work.q.val() == Work::Declare1)
            | (self.work.q.val() == Work::Read)
            | ((self.work.q.val() == Work::Complete) & self.room.val());
        // In CATCHUP chunks go where those before them wait.
        self.may_lag.next =
            (self.state.q.val() == self.mirror_synced.val()) | (self.state.q.val() == self.mirroring.val());
        self.direct.next = !self.behind.q.val() & self.room.val();
        self.lags.next = self.may_lag.val() & (self.behind.q.val() | !self.room.val());
        self.stage.ready.next = (self.chunk.q.val() | self.lagging.q.val())
            | self.skipping.q.val()
            | self.lost.val()
            | self.power_fail.val()
            | (!self.busy.val() & (self.direct.val() | self.lags.val()));
        self.took.next = self.stage.valid.val() & self.stage.ready.val();
        self.begins.next = self.took.val() & self.stage.first.val() & !self.lost.val();
        self.starts.next = self.begins.val() & self.direct.val();
        self.chunk_now.next = self.chunk.q.val() | self.starts.val();
        self.late_now.next = self.lagging.q.val() | (self.begins.val() & !self.direct.val());
        self.late.take.next = self.took.val() & self.late_now.val();
        self.late.enable.next = self.stage.enable.val();
        self.late.first.next = self.stage.first.val();
        self.late.last.next = self.stage.last.val();
        self.late.address.next = self.stage.address.val();
        self.late.length.next = self.stage.length.val();
        self.late.publish.next = self.stage.publish.val();
        self.late.queue.next = self.stage.queue.val();
        self.late.mark.next = self.stage.mark.val();
        self.late.left.next = self.stage.left.val();
        self.late.bound.next = self.bound.q.val();
        self.late.room.next = self.room_ahead.val();
        if self.late_now.val() {
            self.behind.d.next = true;
        } else if self.late.done.val() {
            self.behind.d.next = false;
        }
        if self.took.val() {
            if self.stage.first.val() {
                self.chunk_entry.d.next = self.stage_entry.val();
                self.chunk_mark.d.next = self.stage.mark.val();
                self.entry.next = self.stage_entry.val();
                self.mark.next = self.stage.mark.val();
            }
            self.put.next = self.chunk_now.val();
            self.close.next = self.chunk_now.val() & self.stage.last.val();
            self.chunk.d.next = self.chunk_now.val() & !self.stage.last.val();
            self.lagging.d.next = self.late_now.val() & !self.stage.last.val();
            self.skipping.d.next = (!self.chunk_now.val() & !self.late_now.val()) & !self.stage.last.val();
        }
        // What has been read back.
        self.late.answered.next = self.read.data_valid.val();
        if self.late.put.val() {
            self.put.next = true;
            self.close.next = self.late.close.val();
            self.data.next = self.read.data.val();
            self.entry.next.kind = self.kind_data.val();
            self.entry.next.flags = bits::<4>(0);
            if self.late.out_lines.val() {
                self.entry.next.flags = self.flag_publish.val();
            } else if self.late.out_masked.val() {
                self.entry.next.flags = self.flag_masked.val();
            }
            self.entry.next.length = self.late.out_length.val();
            self.entry.next.address = self.late.out_address.val();
            self.entry.next.queue = self.late.out_queue.val();
            self.entry.next.enable = self.late.out_enable.val();
            self.entry.next.pointer = bits::<11>(0);
            self.mark.next = self.late.out_mark.val();
        }
        // As much as the smallest ring has place for, and what ingress may have stored meanwhile.
        self.lines0.next = bit_cast::<28, 26>(self.queue0.line_count.val().get_bits::<26>(0)) << 2;
        self.lines1.next = bit_cast::<28, 26>(self.queue1.line_count.val().get_bits::<26>(0)) << 2;
        self.payload0.next = self.queue0.payload_bytes.val().get_bits::<28>(4);
        self.payload1.next = self.queue1.payload_bytes.val().get_bits::<28>(4);
        self.smallest0.next = bits::<28>(0xFFF_FFFF);
        if self.queue0.enable.val() {
            self.smallest0.next = self.lines0.val();
            if self.payload0.val().any() & (self.payload0.val() < self.lines0.val()) {
                self.smallest0.next = self.payload0.val();
            }
        }
        self.smallest1.next = bits::<28>(0xFFF_FFFF);
        if self.queue1.enable.val() {
            self.smallest1.next = self.lines1.val();
            if self.payload1.val().any() & (self.payload1.val() < self.lines1.val()) {
                self.smallest1.next = self.payload1.val();
            }
        }
        self.smallest.next = self.smallest0.val();
        if self.smallest1.val() < self.smallest0.val() {
            self.smallest.next = self.smallest1.val();
        }
        self.bound.d.next = self.bound_least.val();
        if self.smallest.val() > self.bound_from.val() {
            self.bound.d.next = self.smallest.val() - self.staged_most.val();
        }

        // Positions of the queues, told while ingress is held.
        self.base0.next = bit_cast::<128, 32>(self.queue0.line_base.val())
            | (bit_cast::<128, 32>(self.queue0.line_count.val()) << 32);
        self.base1.next = bit_cast::<128, 32>(self.queue1.line_base.val())
            | (bit_cast::<128, 32>(self.queue1.line_count.val()) << 32);
        self.declared_position.next = self.queue0.position.val();
        if self.free.val() & (self.work.q.val() == Work::Declare0) & self.queue0.enable.val() {
            self.declares.next = bits::<2>(1);
        }
        // Where one frame fits two do.
        if !self.chunk.q.val() & (self.work.q.val() == Work::Declare1) & self.queue1.enable.val() {
            self.declares.next = bits::<2>(2);
            self.declared_position.next = self.queue1.position.val();
        }
        if self.declares.val().any() {
            self.put.next = true;
            self.close.next = true;
            self.entry.next.kind = self.kind_queue.val();
            self.entry.next.flags = bits::<4>(0);
            self.entry.next.length = bits::<7>(1);
            self.entry.next.address = bits::<28>(0);
            self.entry.next.enable = bits::<16>(0);
            self.entry.next.queue = bits::<6>(0);
            self.data.next = self.base0.val() | (bit_cast::<128, 64>(self.declared_position.val()) << 64);
            if self.declares.val().get_bit(1) {
                self.entry.next.queue = bits::<6>(1);
                self.data.next = self.base1.val() | (bit_cast::<128, 64>(self.declared_position.val()) << 64);
            }
            self.mark.next = self.declared_position.val().get_bits::<48>(0);
        }
        self.declared.next = self.declares.val();
        self.cut.next = self.pending.q.val() & !self.lost.val();

        // The range in hand.
        self.range_start.next = self.range0_start.val();
        self.range_end.next = self.range0_end.val();
        if self.range.q.val() == bits::<3>(1) {
            self.range_start.next = self.range1_start.val();
            self.range_end.next = self.range1_end.val();
        } else if self.range.q.val() == bits::<3>(2) {
            self.range_start.next = self.range2_start.val();
            self.range_end.next = self.range2_end.val();
        } else if self.range.q.val() == bits::<3>(3) {
            self.range_start.next = self.range3_start.val();
            self.range_end.next = self.range3_end.val();
        } else if self.range.q.val() == bits::<3>(4) {
            self.range_start.next = self.range4_start.val();
            self.range_end.next = self.range4_end.val();
        }
        self.range_limit.next = self.range_end.val().get_bits::<28>(4) & bits::<28>(0xFFF_FFFC);
        self.rest.next = self.limit.q.val() - self.place.q.val();

        // The resync.
        self.block_asks.next = false;
        self.answered.next = self.read.data_valid.val();
        self.got_next.next = self.got.q.val() + 1;
        // A frame belongs to one queue: the block ends where another's ring begins. Rings and ranges begin and end at 64 bytes.
        if !self.scanned.q.val() {
            if !self.beats.q.val().any() {
                self.owner.d.next = self.whose.owned.val();
                self.beats.d.next = bits::<7>(4);
            } else if ((self.beats.q.val() == bits::<7>(64))
                | (!self.quiet.val() & (self.beats.q.val() == bits::<7>(16))))
                | ((self.rest.val() <= bit_cast::<28, 7>(self.beats.q.val()))
                    | (self.whose.owned.val() != self.owner.q.val()))
            {
                self.scanned.d.next = true;
            } else {
                self.beats.d.next = self.beats.q.val() + 4;
            }
        }
        match self.work.q.val() {
            Work::Rest => {
                self.waited.d.next = bits::<8>(0);
                if self.cut.val() & self.direct.val() {
                    self.work.d.next = Work::Cut;
                }
            }
            Work::Cut => {
                self.waited.d.next = bits::<8>(0);
                self.beginning.d.next = false;
                if !self.direct.val() {
                    self.work.d.next = Work::Wait;
                } else if self.held.val() {
                    self.work.d.next = Work::Wait;
                    if self.settled.val() & self.free.val() {
                        self.pending.d.next = false;
                        self.work.d.next = Work::Declare0;
                    }
                }
            }
            Work::Wait => {
                self.waited.d.next = self.waited.q.val() + 1;
                if (self.waited.q.val() == self.patience.val()) & self.direct.val() {
                    self.work.d.next = Work::Cut;
                }
            }
            Work::Quiet => {
                if ((self.framer_quiet.val() & self.outbox_empty.val())
                    & (!self.open.q.val().any() & !self.skipping.q.val()))
                    & self.late.done.val()
                {
                    self.our_session.d.next = self.our_session.q.val() + 1;
                    if self.our_session.q.val().all() {
                        self.our_session.d.next = bits::<8>(1);
                    }
                    self.work.d.next = Work::Freeze;
                }
            }
            Work::Freeze => {
                self.waited.d.next = bits::<8>(0);
                if self.held.val() {
                    self.work.d.next = Work::Thaw;
                    if self.settled.val() {
                        self.work.d.next = Work::Begin;
                    }
                }
            }
            Work::Thaw => {
                self.waited.d.next = self.waited.q.val() + 1;
                if self.waited.q.val() == self.patience.val() {
                    self.work.d.next = Work::Freeze;
                }
            }
            Work::Begin => {
                if self.free.val() & self.up.val() {
                    self.close.next = true;
                    self.entry.next.kind = self.kind_sync_start.val();
                    self.entry.next.flags = bits::<4>(0);
                    self.entry.next.length = bits::<7>(0);
                    self.state.d.next = self.mirror_resync.val();
                    self.pending.d.next = false;
                    self.beginning.d.next = true;
                    self.range.d.next = bits::<3>(0);
                    self.work.d.next = Work::Declare0;
                }
            }
            Work::Declare0 => {
                if self.free.val() {
                    self.work.d.next = Work::Declare1;
                }
            }
            Work::Declare1 => {
                self.beats.d.next = bits::<7>(0);
                self.scanned.d.next = false;
                if !self.chunk.q.val() {
                    self.work.d.next = Work::Rest;
                    if self.beginning.q.val() {
                        self.work.d.next = Work::Range;
                    } else if self.state.q.val() == self.mirror_resync.val() {
                        self.work.d.next = Work::Block;
                    }
                }
            }
            Work::Range => {
                self.beats.d.next = bits::<7>(0);
                self.scanned.d.next = false;
                self.range.d.next = self.range.q.val() + 1;
                self.place.d.next = self.range_start.val().get_bits::<28>(4) & bits::<28>(0xFFF_FFFC);
                self.limit.d.next = self.range_limit.val();
                if self.range_limit.val() > self.local_units.val() {
                    self.limit.d.next = self.local_units.val();
                }
                self.work.d.next = Work::Block;
                if self.range.q.val() == bits::<3>(5) {
                    self.place.d.next = self.place.q.val();
                    self.work.d.next = Work::Complete;
                }
            }
            Work::Block => {
                self.asked.d.next = bits::<7>(0);
                self.got.d.next = bits::<7>(0);
                if self.waited.q.val() != self.patience.val() {
                    self.waited.d.next = self.waited.q.val() + 1;
                }
                if self.cut.val() {
                    self.work.d.next = Work::Cut;
                } else if self.place.q.val() >= self.limit.q.val() {
                    self.work.d.next = Work::Range;
                } else if self.room.val()
                    & self.up.val()
                    & self.scanned.q.val()
                    & (!self.backlog.val() | (self.waited.q.val() == self.patience.val()))
                {
                    self.work.d.next = Work::Claim;
                }
            }
            Work::Claim => {
                if !self.room.val() | !self.up.val() {
                    // Do not keep ingress waiting for the partner.
                    self.work.d.next = Work::Block;
                } else if (self.held.val() & self.free.val()) & !self.starts.val() {
                    // Not in the cycle in which a chunk that ingress had staged before begins: its beats and the block's
                    // would mix.
                    self.from.d.next = self.place.q.val();
                    self.size.d.next = self.block_size.val();
                    self.from_owner.d.next = self.owner.q.val();
                    self.place.d.next = self.place.q.val() + bit_cast::<28, 7>(self.block_size.val());
                    self.beats.d.next = bits::<7>(0);
                    self.scanned.d.next = false;
                    self.work.d.next = Work::Read;
                }
            }
            Work::Read => {
                self.block_asks.next = self.asked.q.val() != self.size.q.val();
                if self.read.ready.val() & self.block_asks.val() {
                    self.asked.d.next = self.asked.q.val() + 1;
                }
                self.entry.next.kind = self.kind_data.val();
                self.entry.next.flags = self.flag_resync.val();
                self.entry.next.length = self.size.q.val();
                self.entry.next.address = self.from.q.val();
                self.entry.next.queue = self.no_queue.val();
                if self.from_owner.q.val() == bits::<2>(1) {
                    self.entry.next.queue = bits::<6>(0);
                } else if self.from_owner.q.val() == bits::<2>(2) {
                    self.entry.next.queue = bits::<6>(1);
                }
                self.entry.next.enable = bits::<16>(0xFFFF);
                self.data.next = self.read.data.val();
                if self.answered.val() {
                    self.put.next = true;
                    self.got.d.next = self.got_next.val();
                    if self.got_next.val() == self.size.q.val() {
                        self.close.next = true;
                        self.waited.d.next = bits::<8>(0);
                        self.work.d.next = Work::Block;
                    }
                }
            }
            Work::Complete => {
                if self.free.val() {
                    self.close.next = true;
                    self.entry.next.kind = self.kind_sync_done.val();
                    self.entry.next.flags = bits::<4>(0);
                    self.entry.next.length = bits::<7>(0);
                    self.work.d.next = Work::Settle;
                }
            }
            Work::Settle => {
                if self.done_retired.val() {
                    self.state.d.next = self.mirror_synced.val();
                    self.work.d.next = Work::Rest;
                }
            }
        }
        if !self.up.val()
            & ((self.work.q.val() == Work::Freeze)
                | (self.work.q.val() == Work::Thaw)
                | (self.work.q.val() == Work::Begin))
        {
            self.work.d.next = Work::Rest;
        }
        // Blocks of a resync and what is late are never read at the same time.
        self.read.valid.next = self.block_asks.val() | self.late.ask.val();
        self.read.address.next = self.from.q.val() + bit_cast::<28, 7>(self.asked.q.val());
        if self.late.ask.val() {
            self.read.address.next = self.late.ask_address.val();
        }
        self.late.asked.next = self.late.ask.val() & self.read.ready.val();
        self.asks.next = self.read.valid.val() & self.read.ready.val();
        if self.asks.val() & !self.answered.val() {
            self.open.d.next = self.open.q.val() + 1;
        } else if !self.asks.val() & self.answered.val() {
            self.open.d.next = self.open.q.val() - 1;
        }

        if self.queue0.changed.val() | self.queue1.changed.val() {
            self.pending.d.next = true;
        }

        // The host's decision.
        if self.accept.val() & (self.state.q.val() == self.mirror_synced.val()) {
            self.state.d.next = self.mirroring.val();
            self.accepted.next = true;
        }

        // Fences. What the partner has dropped in a session stays so to its end, lifted or not; with the ack of SYNC_START
        // it speaks of the new one.
        self.heard_fence.next = self.last_fence.q.val();
        if self.peer_fence.val() {
            self.heard_fence.next = self.peer_fence_mask.val();
        }
        self.last_fence.d.next = self.heard_fence.val();
        self.refused.d.next = self.refused.q.val() | self.heard_fence.val();
        if self.start_retired.val() {
            self.refused.d.next = self.heard_fence.val();
        }

        // What ends a session.
        self.losing.next = self.lose.val()
            | self.drop_mirror.val()
            | self.unreadable.val()
            | self.start_resync.val()
            | self.power_fail.val()
            | self.late.clash.val()
            | ((self.silent.val() & !self.lost.val())
                & (self.late.full.val()
                    | (!(self.direct.val() | self.lags.val()) & (self.stage.valid.val() | self.hold.val()))));
        self.cause.next = self.by_stall.val();
        if self.estranged.val() {
            self.cause.next = self.by_partner.val();
        }
        if self.refused.q.val().any() {
            self.cause.next = self.by_fence.val();
        }
        if self.late.clash.val() {
            self.cause.next = self.by_overwriting.val();
        }
        if self.unreadable.val() {
            self.cause.next = self.by_memory.val();
        }
        if self.drop_mirror.val() | self.start_resync.val() {
            self.cause.next = self.by_host.val();
        }
        if self.losing.val() & !self.lost.val() {
            self.reason.d.next = self.cause.val();
        }
        if self.losing.val() {
            self.flush.next = true;
            self.put.next = false;
            self.close.next = false;
            self.declared.next = bits::<2>(0);
            self.accepted.next = false;
            self.state.d.next = self.mirror_lost.val();
            self.work.d.next = Work::Rest;
            self.behind.d.next = false;
            if self.chunk_now.val() | self.late_now.val() {
                self.chunk.d.next = false;
                self.lagging.d.next = false;
                self.skipping.d.next = !(self.took.val() & self.stage.last.val());
            }
            if self.start_resync.val() & self.up.val() & !self.power_fail.val() {
                self.work.d.next = Work::Quiet;
            }
        }

        self.withheld.next = self.late.withheld.val();
        self.late.flush.next = self.losing.val();
        self.catching_up.next = self.behind.q.val();
        self.mirror_state.next = self.state.q.val();
        self.lost_reason.next = self.reason.q.val();
        self.session.next = self.our_session.q.val();
        self.fenced.next = self.refused.q.val();
        self.cursor.next = bit_cast::<32, 28>(self.place.q.val()) << 4;
        if self.reset.val() {
            self.work.d.next = Work::Rest;
            self.state.d.next = self.mirror_lost.val();
            self.our_session.d.next = bits::<8>(0);
            self.reason.d.next = bits::<3>(0);
            self.refused.d.next = bits::<2>(0);
            self.last_fence.d.next = bits::<2>(0);
            self.chunk.d.next = false;
            self.behind.d.next = false;
            self.lagging.d.next = false;
            self.skipping.d.next = false;
            self.pending.d.next = false;
            self.place.d.next = bits::<28>(0);
            self.open.d.next = bits::<7>(0);
        }
    }
}
