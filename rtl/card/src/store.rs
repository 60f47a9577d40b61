//! The last stage of ingress: one beat goes into memory and, in the same cycle, into the staging FIFO of the mirror.
//!
//! Here a whole line gets its stamp, its queue says whether it may be published, and with its fourth beat it is. Since
//! memory and staging take a beat together, the partner is sent exactly what is stored, in the order in which it is
//! stored, and no line overtakes what it describes.
//!
//! For the mirror, beats are cut into chunks: a line is one chunk, and a beat with missing bytes is one. A raw chunk ends where
//! [`crate::merge`] says so, where another queue's ring begins, and at the latest with a block of 1 KiB. What is posted ends with
//! its packet and every 256 bytes, so that its frame can begin; but while the link has more than it can send, that would
//! gain nothing, and the chunk stays open for what continues it.
//!
//! A chunk's length stands in front of it, so its descriptor goes through a FIFO of its own: of a line with the first beat (the
//! length is known), of a raw chunk with the last.

use rtl_mirror::Owner;
use rtl_prims::fifo::Fifo;
use rtl_prims::stream::{StageOut, WriteOut};
use rust_hdl::prelude::*;

/// A beat in the staging FIFO.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct StagedBeat {
    data: Bits<128>,
    enable: Bits<16>,
}

/// What precedes a chunk.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct Chunk {
    address: Bits<28>,
    length: Bits<7>,
    publish: Bit,
    owned: Bits<2>,
    mark: Bits<48>,
}

#[derive(LogicBlock, Default)]
pub struct Store {
    pub clock: Signal<In, Clock>,
    // A beat: of a line, or raw.
    pub valid: Signal<In, Bit>,
    /// Offset in LOCAL, units of 16 bytes.
    pub unit: Signal<In, Bits<24>>,
    pub data: Signal<In, Bits<128>>,
    pub enable: Signal<In, Bits<16>>,
    /// It belongs to a whole line.
    pub whole: Signal<In, Bit>,
    /// The chunk ends with it, unless it is posted, the link is busy, and what comes next continues it.
    pub ends: Signal<In, Bit>,
    /// It is the DMA engine's.
    pub from_dma: Signal<In, Bit>,
    /// Chunks of the DMA engine have up to 1 KiB for now.
    pub big: Signal<In, Bit>,
    pub queue: Signal<In, Bit>,
    /// Whose the place of a posted write is, see [`rtl_mirror::Owner`].
    pub owned: Signal<In, Bits<2>>,
    // The rings of the queues, for whose the place of a DMA beat is.
    pub enable0: Signal<In, Bit>,
    pub line_base0: Signal<In, Bits<32>>,
    pub line_count0: Signal<In, Bits<32>>,
    pub payload_base0: Signal<In, Bits<32>>,
    pub payload_bytes0: Signal<In, Bits<32>>,
    pub enable1: Signal<In, Bit>,
    pub line_base1: Signal<In, Bits<32>>,
    pub line_count1: Signal<In, Bits<32>>,
    pub payload_base1: Signal<In, Bits<32>>,
    pub payload_bytes1: Signal<In, Bits<32>>,
    pub ring_slot: Signal<In, Bits<22>>,
    pub ticket: Signal<In, Bits<32>>,
    pub ready: Signal<Out, Bit>,

    /// The next hardware sequence, and whether this cycle uses it.
    pub stamp: Signal<In, Bits<64>>,
    pub stamped: Signal<Out, Bit>,

    // The line in the stage, for its queue to judge.
    pub line_queue: Signal<Out, Bit>,
    pub line_ring_slot: Signal<Out, Bits<22>>,
    pub line_ticket: Signal<Out, Bits<32>>,
    /// Its slot is where the ticket says, and inside the window.
    pub line_good: Signal<In, Bit>,
    /// LOCAL watermark once it counts.
    pub line_mark: Signal<In, Bits<48>>,
    /// High for one cycle: its last beat has been stored and it counts.
    pub publish: Signal<Out, Bit>,
    /// High for one cycle: it has been stored and does not count.
    pub reject: Signal<Out, Bit>,
    // What is stored of lines, for the check of their CRC.
    pub line_beat: Signal<Out, Bit>,
    pub line_number: Signal<Out, Bits<2>>,

    pub memory: WriteOut,
    pub stage: StageOut,
    /// The mirror wants nothing new begun...
    pub hold: Signal<In, Bit>,
    /// ...and nothing is.
    pub held: Signal<Out, Bit>,
    /// No posted write is here.
    pub empty: Signal<Out, Bit>,
    /// A beat of a posted write is stored.
    pub stored: Signal<Out, Bit>,
    /// No beat of the DMA engine is here.
    pub dma_stored: Signal<Out, Bit>,
    /// Frames that wait for the link in front of what is staged: none, one, or (2) more.
    pub waiting: Signal<In, Bits<2>>,
    /// Two chunks or more are on their way to the link. With two it is never idle; a third is only one more that a line, which may
    /// come at any time, has to wait for. A large one passes this stage in as long as the link needs for it, so one more is here.
    pub crowded: Signal<Out, Bit>,
    /// Memory has stopped answering reads: that is a failure too.
    pub fail: Signal<In, Bit>,
    /// Memory has not taken a beat for so long that it never will: everything is swallowed from here on, so that the host
    /// does not hang on a store, and nothing is published or staged.
    pub failed: Signal<Out, Bit>,

    here: DFF<Bit>,
    here_unit: DFF<Bits<24>>,
    here_data: DFF<Bits<128>>,
    here_enable: DFF<Bits<16>>,
    here_whole: DFF<Bit>,
    here_ends: DFF<Bit>,
    here_dma: DFF<Bit>,
    here_queue: DFF<Bit>,
    here_owned: DFF<Bits<2>>,
    here_ring_slot: DFF<Bits<22>>,
    here_ticket: DFF<Bits<32>>,
    /// The beat loaded last leaves its chunk unfinished.
    unfinished: DFF<Bit>,
    /// Raw chunk whose descriptor has not been written: beats in it and where it began.
    length: DFF<Bits<7>>,
    start: DFF<Bits<24>>,
    start_owned: DFF<Bits<2>>,
    /// One chunk that leaves, one that comes, both of the largest size.
    beats: Fifo<StagedBeat, 8, 9>,
    chunks: Fifo<Chunk, 5, 6>,
    /// Beats of the chunk at the output still to come.
    remaining: DFF<Bits<7>>,
    /// Cycles for which memory has not taken the beat.
    refused: DFF<Bits<16>>,
    has_failed: DFF<Bit>,
    /// The open chunk could end, and waits for a beat that continues it.
    lingers: DFF<Bit>,
    /// The beat continues the one before it.
    here_follows: DFF<Bit>,
    whose: Owner,
    next_unit: Signal<Local, Bits<24>>,
    linger: Signal<Local, Bit>,
    staged_none: Signal<Local, Bit>,
    full_block: Signal<Local, Bit>,
    close_now: Signal<Local, Bit>,
    full: Signal<Local, Bit>,
    room: Signal<Local, Bit>,
    close_first: Signal<Local, Bit>,
    accepted: Signal<Local, Bit>,
    fire: Signal<Local, Bit>,
    load: Signal<Local, Bit>,
    number: Signal<Local, Bits<2>>,
    last: Signal<Local, Bit>,
    length_now: Signal<Local, Bits<7>>,
    written: Signal<Local, Bits<128>>,
    staged: Signal<Local, StagedBeat>,
    chunk: Signal<Local, Chunk>,
    chunk_out: Signal<Local, Chunk>,
    beat_out: Signal<Local, StagedBeat>,
    chunk_write: Signal<Local, Bit>,
    begins: Signal<Local, Bit>,
    moves: Signal<Local, Bit>,
}

impl Logic for Store {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, beats, chunks);
        dff_setup!(
            self,
            clock,
            here,
            here_unit,
            here_data,
            here_enable,
            here_whole,
            here_ends,
            here_dma,
            here_queue,
            here_owned,
            here_ring_slot,
            here_ticket,
            unfinished,
            length,
            start,
            start_owned,
            remaining,
            refused,
            has_failed,
            lingers,
            here_follows
        );
        self.number.next = self.here_unit.q.val().get_bits::<2>(0);
        self.line_number.next = self.number.val();
        self.line_queue.next = self.here_queue.q.val();
        self.line_ring_slot.next = self.here_ring_slot.q.val();
        self.line_ticket.next = self.here_ticket.q.val();

        // The beat as it is stored: word 6 of a whole line is the stamp.
        self.written.next = self.here_data.q.val();
        if self.here_whole.q.val() & (self.number.val() == 3) {
            self.written.next = (bit_cast::<128, 64>(self.here_data.q.val().get_bits::<64>(64)) << 64)
                | bit_cast::<128, 64>(self.stamp.val());
        }
        self.room.next = (self.beats.used.val() < 255) & (self.chunks.used.val() < 31);
        self.full.next = self.here_enable.q.val().all();
        // A posted chunk stays open while that does not keep the link waiting. A block of 1 KiB is the most.
        self.next_unit.next = self.here_unit.q.val() + 1;
        self.full_block.next = self.here_unit.q.val().get_bits::<6>(0).all();
        self.linger.next = self.waiting.val().get_bit(1) & !self.hold.val();
        self.last.next =
            self.here_ends.q.val() & ((self.here_dma.q.val() | self.full_block.val()) | !self.linger.val());
        self.close_now.next = (self.lingers.q.val() & !self.here.q.val()) & (!self.linger.val() & self.room.val());
        // A beat with missing bytes is a chunk of its own, and a chunk has one owner: what is open before is closed first.
        self.close_first.next = (self.here.q.val() & self.length.q.val().any())
            & ((!self.here_whole.q.val() & (!self.full.val() | (self.here_owned.q.val() != self.start_owned.q.val())))
                | (self.lingers.q.val() & !self.here_follows.q.val()));
        self.memory.valid.next =
            self.here.q.val() & self.room.val() & !self.close_first.val() & !self.has_failed.q.val();
        self.memory.address.next = bit_cast::<28, 24>(self.here_unit.q.val());
        self.memory.data.next = self.written.val();
        self.memory.enable.next = self.here_enable.q.val();
        // The watchdog: 65536 cycles are 262 us, and no refresh of any memory takes a hundredth of it.
        self.accepted.next = self.memory.valid.val() & self.memory.ready.val() & !self.has_failed.q.val();
        self.refused.d.next = bits::<16>(0);
        if self.memory.valid.val() & !self.memory.ready.val() {
            self.refused.d.next = self.refused.q.val() + 1;
            if self.refused.q.val().all() {
                self.has_failed.d.next = true;
            }
        }
        if self.fail.val() {
            self.has_failed.d.next = true;
        }
        self.failed.next = self.has_failed.q.val();
        self.fire.next = self.accepted.val() | (self.has_failed.q.val() & self.here.q.val());
        self.stored.next = self.fire.val() & !self.here_dma.q.val();

        self.stamped.next = self.accepted.val() & self.here_whole.q.val() & (self.number.val() == 3);
        self.publish.next = self.stamped.val() & self.line_good.val();
        self.reject.next = self.stamped.val() & !self.line_good.val();
        self.line_beat.next = self.accepted.val() & self.here_whole.q.val();

        // Staging.
        self.staged.next.data = self.written.val();
        self.staged.next.enable = self.here_enable.q.val();
        self.beats.write.next = self.accepted.val();
        self.beats.commit.next = self.accepted.val();
        self.beats.data_in.next = self.staged.val();
        self.beats.rollback.next = false;
        self.beats.reset.next = false;
        self.length_now.next = self.length.q.val() + 1;
        self.chunk.next.address = bit_cast::<28, 24>(self.here_unit.q.val());
        self.chunk.next.length = bits::<7>(4);
        self.chunk.next.publish = self.line_good.val();
        self.chunk.next.owned = self.here_owned.q.val();
        self.chunk.next.mark = self.line_mark.val();
        self.chunk_write.next = false;
        if self.close_first.val() | self.close_now.val() {
            self.chunk.next.publish = false;
            self.chunk.next.address = bit_cast::<28, 24>(self.start.q.val());
            self.chunk.next.owned = self.start_owned.q.val();
            self.chunk.next.length = self.length.q.val();
            self.chunk_write.next = self.room.val() & !self.has_failed.q.val();
            if self.room.val() {
                self.length.d.next = bits::<7>(0);
                self.lingers.d.next = false;
            }
        } else if self.here_whole.q.val() {
            self.chunk_write.next = self.accepted.val() & (self.number.val() == 0);
        } else {
            self.chunk.next.publish = false;
            if !self.full.val() {
                self.chunk.next.length = bits::<7>(1);
                self.chunk_write.next = self.accepted.val();
            } else {
                if self.length.q.val() != 0 {
                    self.chunk.next.address = bit_cast::<28, 24>(self.start.q.val());
                }
                self.chunk.next.length = self.length_now.val();
                if self.accepted.val() {
                    if self.length.q.val() == 0 {
                        self.start.d.next = self.here_unit.q.val();
                        self.start_owned.d.next = self.here_owned.q.val();
                    }
                    self.length.d.next = self.length_now.val();
                    self.lingers.d.next = self.here_ends.q.val() & !self.last.val();
                    if self.last.val() {
                        self.length.d.next = bits::<7>(0);
                        self.chunk_write.next = true;
                    }
                }
            }
        }
        self.chunks.write.next = self.chunk_write.val();
        self.chunks.commit.next = self.chunk_write.val();
        self.chunks.data_in.next = self.chunk.val();
        self.chunks.rollback.next = false;
        self.chunks.reset.next = false;

        self.whose.unit.next = bit_cast::<28, 24>(self.unit.val());
        self.whose.enable0.next = self.enable0.val();
        self.whose.line_base0.next = self.line_base0.val();
        self.whose.line_count0.next = self.line_count0.val();
        self.whose.payload_base0.next = self.payload_base0.val();
        self.whose.payload_bytes0.next = self.payload_bytes0.val();
        self.whose.enable1.next = self.enable1.val();
        self.whose.line_base1.next = self.line_base1.val();
        self.whose.line_count1.next = self.line_count1.val();
        self.whose.payload_base1.next = self.payload_base1.val();
        self.whose.payload_bytes1.next = self.payload_bytes1.val();
        // The next beat comes in, unless it would begin something while the mirror holds.
        self.ready.next = (!self.here.q.val() | self.fire.val()) & (!self.hold.val() | self.unfinished.q.val());
        self.load.next = self.ready.val() & self.valid.val();
        if self.fire.val() {
            self.here.d.next = false;
        }
        if self.load.val() {
            self.here.d.next = true;
            self.here_unit.d.next = self.unit.val();
            self.here_data.d.next = self.data.val();
            self.here_enable.d.next = self.enable.val();
            self.here_whole.d.next = self.whole.val();
            self.here_ends.d.next = self.ends.val();
            self.here_dma.d.next = self.from_dma.val();
            self.here_queue.d.next = self.queue.val();
            self.here_owned.d.next = self.owned.val();
            if self.from_dma.val() {
                self.here_owned.d.next = self.whose.owned.val();
            }
            self.here_ring_slot.d.next = self.ring_slot.val();
            self.here_ticket.d.next = self.ticket.val();
            self.unfinished.d.next = !self.ends.val();
            self.here_follows.d.next = ((!self.whole.val() & !self.from_dma.val()) & self.enable.val().all())
                & (self.unit.val() == self.next_unit.val());
        }
        // Staged means taken by the mirror: a QUEUE frame must not go in front of a line that is still in the FIFO, since the position it
        // tells may be above that line.
        self.staged_none.next = self.beats.used.val() == 0;
        self.held.next = (self.hold.val() & !self.unfinished.q.val())
            & ((!self.here.q.val() & !self.lingers.q.val()) & self.staged_none.val());
        self.empty.next = !self.here.q.val() | self.here_dma.q.val();
        self.dma_stored.next = !self.here.q.val() | !self.here_dma.q.val();
        self.crowded.next = ((self.beats.used.val() > 64) | ((self.beats.used.val() > 16) & !self.big.val()))
            | (self.waiting.val().get_bit(1) | (self.waiting.val().any() & self.beats.used.val().any()));

        // Towards the mirror.
        self.chunk_out.next = self.chunks.data_out.val();
        self.beat_out.next = self.beats.data_out.val();
        self.begins.next = self.remaining.q.val() == 0;
        self.stage.valid.next = self.beats.valid.val() & (self.chunks.valid.val() | !self.begins.val());
        self.stage.data.next = self.beat_out.val().data;
        self.stage.enable.next = self.beat_out.val().enable;
        self.stage.first.next = self.begins.val();
        self.stage.last.next = (self.begins.val() & (self.chunk_out.val().length == 1)) | (self.remaining.q.val() == 1);
        self.stage.address.next = self.chunk_out.val().address;
        self.stage.length.next = self.chunk_out.val().length;
        self.stage.publish.next = self.chunk_out.val().publish;
        self.stage.queue.next = bits::<6>(63);
        if self.chunk_out.val().owned == 1 {
            self.stage.queue.next = bits::<6>(0);
        } else if self.chunk_out.val().owned == 2 {
            self.stage.queue.next = bits::<6>(1);
        }
        self.stage.mark.next = self.chunk_out.val().mark;
        self.stage.left.next = self.beats.used.val();
        self.moves.next = self.stage.valid.val() & self.stage.ready.val();
        self.beats.ready.next = self.moves.val();
        self.chunks.ready.next = self.moves.val() & self.begins.val();
        if self.moves.val() {
            self.remaining.d.next = self.remaining.q.val() - 1;
            if self.begins.val() {
                self.remaining.d.next = self.chunk_out.val().length - 1;
            }
        }
    }
}
