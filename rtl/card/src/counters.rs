//! What has passed through the card: the COUNTERS block.
//!
//! Every counter runs by itself; a write to SNAPSHOT copies all of them in one cycle into what the host reads, so the
//! numbers of one snapshot belong together (bytes and packets, lines and frames), however long the reading takes.

use crate::addresses::addresses;
use crate::registers::header;
use abi::registers::counters;
use rust_hdl::prelude::*;

addresses! {
    /// The registers.
    CounterAddresses {
        header = counters::BASE,
        snapshot = counters::SNAPSHOT,
        ticks = counters::TICKS,
        frames_sent = counters::FRAMES_SENT,
        frames_received = counters::FRAMES_RECEIVED,
        posted_tlps = counters::POSTED_TLPS,
        read_tlps = counters::READ_TLPS,
        completion_tlps = counters::COMPLETION_TLPS,
        host_tlps = counters::HOST_TLPS,
        lines = counters::LINES,
        stored_bytes = counters::STORED_BYTES,
        remote_bytes = counters::REMOTE_BYTES,
        read_bytes = counters::READ_BYTES,
        stalls_host = counters::STALLS_HOST,
        stalls_memory = counters::STALLS_MEMORY,
        stalls_mirror = counters::STALLS_MIRROR,
        stalls_line = counters::STALLS_LINE,
    }
}

/// One counter and its copy.
#[derive(LogicBlock, Default)]
pub struct Counter {
    pub clock: Signal<In, Clock>,
    /// What is added in this cycle.
    pub step: Signal<In, Bits<8>>,
    pub snapshot: Signal<In, Bit>,
    /// The count at the last snapshot.
    pub copy: Signal<Out, Bits<64>>,
    count: DFF<Bits<64>>,
    kept: DFF<Bits<64>>,
}

impl Logic for Counter {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, count, kept);
        if self.step.val().any() {
            self.count.d.next = self.count.q.val() + bit_cast::<64, 8>(self.step.val());
        }
        if self.snapshot.val() {
            self.kept.d.next = self.count.q.val();
        }
        self.copy.next = self.kept.q.val();
    }
}

/// See the module.
#[derive(LogicBlock)]
pub struct Counters {
    pub clock: Signal<In, Clock>,
    // Register bus: 64-bit words of BAR0.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_low: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    pub read_data: Signal<Out, Bits<64>>,
    // Counted elsewhere.
    pub tick: Signal<In, Bits<48>>,
    pub frames_sent: Signal<In, Bits<64>>,
    pub frames_received: Signal<In, Bits<64>>,
    // What happens in this cycle, as the register of that name says.
    pub posted_tlp: Signal<In, Bit>,
    pub read_tlp: Signal<In, Bit>,
    pub completion_tlp: Signal<In, Bit>,
    pub host_tlp: Signal<In, Bit>,
    pub line: Signal<In, Bit>,
    pub stored: Signal<In, Bit>,
    pub stored_enable: Signal<In, Bits<16>>,
    pub remote: Signal<In, Bit>,
    pub remote_enable: Signal<In, Bits<16>>,
    pub read: Signal<In, Bit>,
    pub stall_host: Signal<In, Bit>,
    pub stall_memory: Signal<In, Bit>,
    pub stall_mirror: Signal<In, Bit>,
    pub stall_line: Signal<In, Bit>,
    at: CounterAddresses,
    header_word: Constant<Bits<64>>,
    taken: DFF<Bits<32>>,
    kept_tick: DFF<Bits<48>>,
    kept_sent: DFF<Bits<64>>,
    kept_received: DFF<Bits<64>>,
    posted_tlps: Counter,
    read_tlps: Counter,
    completion_tlps: Counter,
    host_tlps: Counter,
    lines: Counter,
    stored_bytes: Counter,
    remote_bytes: Counter,
    read_bytes: Counter,
    stalls_host: Counter,
    stalls_memory: Counter,
    stalls_mirror: Counter,
    stalls_line: Counter,
    snapshot: Signal<Local, Bit>,
    stored_count: BytesOf,
    remote_count: BytesOf,
}

/// How many bits of a byte enable are set.
#[derive(LogicBlock, Default)]
pub struct BytesOf {
    pub enable: Signal<In, Bits<16>>,
    pub bytes: Signal<Out, Bits<8>>,
    pairs: Signal<Local, Bits<16>>,
    fours: Signal<Local, Bits<16>>,
    eights: Signal<Local, Bits<16>>,
    all: Signal<Local, Bits<16>>,
}

impl Logic for BytesOf {
    #[hdl_gen]
    fn update(&mut self) {
        // Sums of neighbours, twice as far apart in each step.
        self.pairs.next = (self.enable.val() & 0x5555) + ((self.enable.val() >> 1) & 0x5555);
        self.fours.next = (self.pairs.val() & 0x3333) + ((self.pairs.val() >> 2) & 0x3333);
        self.eights.next = (self.fours.val() & 0x0F0F) + ((self.fours.val() >> 4) & 0x0F0F);
        self.all.next = (self.eights.val() & 0x001F) + ((self.eights.val() >> 8) & 0x001F);
        self.bytes.next = self.all.val().get_bits::<8>(0);
    }
}

impl Default for Counters {
    fn default() -> Self {
        Counters {
            clock: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_low: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            tick: Default::default(),
            frames_sent: Default::default(),
            frames_received: Default::default(),
            posted_tlp: Default::default(),
            read_tlp: Default::default(),
            completion_tlp: Default::default(),
            host_tlp: Default::default(),
            line: Default::default(),
            stored: Default::default(),
            stored_enable: Default::default(),
            remote: Default::default(),
            remote_enable: Default::default(),
            read: Default::default(),
            stall_host: Default::default(),
            stall_memory: Default::default(),
            stall_mirror: Default::default(),
            stall_line: Default::default(),
            at: Default::default(),
            header_word: Constant::new(header("COUNTERS", 0).to_bits()),
            taken: Default::default(),
            kept_tick: Default::default(),
            kept_sent: Default::default(),
            kept_received: Default::default(),
            posted_tlps: Default::default(),
            read_tlps: Default::default(),
            completion_tlps: Default::default(),
            host_tlps: Default::default(),
            lines: Default::default(),
            stored_bytes: Default::default(),
            remote_bytes: Default::default(),
            read_bytes: Default::default(),
            stalls_host: Default::default(),
            stalls_memory: Default::default(),
            stalls_mirror: Default::default(),
            stalls_line: Default::default(),
            snapshot: Default::default(),
            stored_count: Default::default(),
            remote_count: Default::default(),
        }
    }
}

impl Logic for Counters {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, taken, kept_tick, kept_sent, kept_received);
        clock!(
            self,
            clock,
            posted_tlps,
            read_tlps,
            completion_tlps,
            host_tlps,
            lines,
            stored_bytes,
            remote_bytes,
            read_bytes,
            stalls_host,
            stalls_memory,
            stalls_mirror,
            stalls_line
        );
        self.snapshot.next =
            self.write.val() & self.write_low.val() & (self.write_word.val() == self.at.snapshot.val());
        self.posted_tlps.snapshot.next = self.snapshot.val();
        self.read_tlps.snapshot.next = self.snapshot.val();
        self.completion_tlps.snapshot.next = self.snapshot.val();
        self.host_tlps.snapshot.next = self.snapshot.val();
        self.lines.snapshot.next = self.snapshot.val();
        self.stored_bytes.snapshot.next = self.snapshot.val();
        self.remote_bytes.snapshot.next = self.snapshot.val();
        self.read_bytes.snapshot.next = self.snapshot.val();
        self.stalls_host.snapshot.next = self.snapshot.val();
        self.stalls_memory.snapshot.next = self.snapshot.val();
        self.stalls_mirror.snapshot.next = self.snapshot.val();
        self.stalls_line.snapshot.next = self.snapshot.val();
        self.posted_tlps.step.next = bit_cast::<8, 1>(self.posted_tlp.val().into());
        self.read_tlps.step.next = bit_cast::<8, 1>(self.read_tlp.val().into());
        self.completion_tlps.step.next = bit_cast::<8, 1>(self.completion_tlp.val().into());
        self.host_tlps.step.next = bit_cast::<8, 1>(self.host_tlp.val().into());
        self.lines.step.next = bit_cast::<8, 1>(self.line.val().into());
        self.stalls_host.step.next = bit_cast::<8, 1>(self.stall_host.val().into());
        self.stalls_memory.step.next = bit_cast::<8, 1>(self.stall_memory.val().into());
        self.stalls_mirror.step.next = bit_cast::<8, 1>(self.stall_mirror.val().into());
        self.stalls_line.step.next = bit_cast::<8, 1>(self.stall_line.val().into());
        self.stored_count.enable.next = self.stored_enable.val();
        self.remote_count.enable.next = self.remote_enable.val();
        self.stored_bytes.step.next = bits::<8>(0);
        if self.stored.val() {
            self.stored_bytes.step.next = self.stored_count.bytes.val();
        }
        self.remote_bytes.step.next = bits::<8>(0);
        if self.remote.val() {
            self.remote_bytes.step.next = self.remote_count.bytes.val();
        }
        self.read_bytes.step.next = bits::<8>(0);
        if self.read.val() {
            self.read_bytes.step.next = bits::<8>(16);
        }
        if self.snapshot.val() {
            self.taken.d.next = self.taken.q.val() + 1;
            self.kept_tick.d.next = self.tick.val();
            self.kept_sent.d.next = self.frames_sent.val();
            self.kept_received.d.next = self.frames_received.val();
        }

        self.read_data.next = bits::<64>(0);
        if self.read_word.val() == self.at.header.val() {
            self.read_data.next = self.header_word.val();
        }
        if self.read_word.val() == self.at.snapshot.val() {
            self.read_data.next = bit_cast::<64, 32>(self.taken.q.val()) << 32;
        }
        if self.read_word.val() == self.at.ticks.val() {
            self.read_data.next = bit_cast::<64, 48>(self.kept_tick.q.val());
        }
        if self.read_word.val() == self.at.frames_sent.val() {
            self.read_data.next = self.kept_sent.q.val();
        }
        if self.read_word.val() == self.at.frames_received.val() {
            self.read_data.next = self.kept_received.q.val();
        }
        if self.read_word.val() == self.at.posted_tlps.val() {
            self.read_data.next = self.posted_tlps.copy.val();
        }
        if self.read_word.val() == self.at.read_tlps.val() {
            self.read_data.next = self.read_tlps.copy.val();
        }
        if self.read_word.val() == self.at.completion_tlps.val() {
            self.read_data.next = self.completion_tlps.copy.val();
        }
        if self.read_word.val() == self.at.host_tlps.val() {
            self.read_data.next = self.host_tlps.copy.val();
        }
        if self.read_word.val() == self.at.lines.val() {
            self.read_data.next = self.lines.copy.val();
        }
        if self.read_word.val() == self.at.stored_bytes.val() {
            self.read_data.next = self.stored_bytes.copy.val();
        }
        if self.read_word.val() == self.at.remote_bytes.val() {
            self.read_data.next = self.remote_bytes.copy.val();
        }
        if self.read_word.val() == self.at.read_bytes.val() {
            self.read_data.next = self.read_bytes.copy.val();
        }
        if self.read_word.val() == self.at.stalls_host.val() {
            self.read_data.next = self.stalls_host.copy.val();
        }
        if self.read_word.val() == self.at.stalls_memory.val() {
            self.read_data.next = self.stalls_memory.copy.val();
        }
        if self.read_word.val() == self.at.stalls_mirror.val() {
            self.read_data.next = self.stalls_mirror.copy.val();
        }
        if self.read_word.val() == self.at.stalls_line.val() {
            self.read_data.next = self.stalls_line.copy.val();
        }
    }
}
