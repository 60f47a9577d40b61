//! Who may use the memory, and when.
//!
//! Writes: ingress goes first; the mirror's writes into REMOTE get as many beats as they need after at most four of
//! ingress while they wait, four at a time, so that neither starves the other. The NV header is written when nobody else
//! writes (power failure) or rarely (the mirror waits for it), so it goes before both.
//!
//! Reads: answers come back in order, so the memory is lent to one reader at a time. It passes to another when no
//! read is open; a reader that is waited for gives way after 32 reads.
//!
//! Upkeep (scrub, erase) is last on both sides: it writes in cycles in which nobody else does.
//!
//! Beside its data the memory says whether it had to correct it, or could not. Which unit that was is known from the
//! order: the addresses of open reads wait in a FIFO, and an error is reported with its address a few cycles later. The
//! reader is told at once.

use rtl_prims::fifo::Fifo;
use rtl_prims::stream::{ReadIn, ReadOut, WriteIn, WriteOut};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct Memory {
    pub clock: Signal<In, Clock>,
    pub ingress: WriteIn,
    /// Addresses inside REMOTE.
    pub remote: WriteIn,
    pub header: WriteIn,
    /// The host's reads.
    pub host: ReadIn,
    /// The resync's reads.
    pub resync: ReadIn,
    pub header_read: ReadIn,
    pub upkeep: WriteIn,
    pub upkeep_inject: Signal<In, Bits<2>>,
    pub upkeep_read: ReadIn,
    /// The DMA engine's reads.
    pub dma: ReadIn,
    /// Beside the data of `read`: bit 0 a wrong bit was corrected, bit 1 the data is lost.
    pub error: Signal<In, Bits<2>>,
    /// Beside a write: stored bits to flip.
    pub inject: Signal<Out, Bits<2>>,
    // Beside the data of each reader: it is lost.
    pub host_lost: Signal<Out, Bit>,
    pub resync_lost: Signal<Out, Bit>,
    pub header_lost: Signal<Out, Bit>,
    pub dma_lost: Signal<Out, Bit>,
    // One cycle each, with the unit, a few cycles after the data.
    pub corrected: Signal<Out, Bit>,
    pub uncorrected: Signal<Out, Bit>,
    pub error_unit: Signal<Out, Bits<28>>,
    pub write: WriteOut,
    pub read: ReadOut,
    /// Beats of ingress in a row while REMOTE waited, and of REMOTE while ingress waited.
    streak: DFF<Bits<3>>,
    remote_turn: DFF<Bit>,
    owner: DFF<Bits<3>>,
    open: DFF<Bits<8>>,
    used: DFF<Bits<6>>,
    /// Addresses of open reads, and what came with the last data, the latest in the lowest place.
    asked: Fifo<Bits<28>, 8, 9>,
    came: DFF<Bits<4>>,
    came_corrected: DFF<Bits<4>>,
    came_lost: DFF<Bits<4>>,
    grant_remote: Signal<Local, Bit>,
    moved: Signal<Local, Bit>,
    contended: Signal<Local, Bit>,
    wanted: Signal<Local, Bit>,
    others: Signal<Local, Bit>,
    may_issue: Signal<Local, Bit>,
    issued: Signal<Local, Bit>,
    /// Units of 16 bytes in LOCAL: where REMOTE begins.
    remote_base: Constant<Bits<28>>,
}

impl Memory {
    /// For a LOCAL of `local_bytes`.
    pub fn new(local_bytes: u64) -> Self {
        Memory {
            clock: Default::default(),
            ingress: Default::default(),
            remote: Default::default(),
            header: Default::default(),
            host: Default::default(),
            resync: Default::default(),
            header_read: Default::default(),
            upkeep: Default::default(),
            upkeep_inject: Default::default(),
            upkeep_read: Default::default(),
            dma: Default::default(),
            dma_lost: Default::default(),
            error: Default::default(),
            inject: Default::default(),
            host_lost: Default::default(),
            resync_lost: Default::default(),
            header_lost: Default::default(),
            corrected: Default::default(),
            uncorrected: Default::default(),
            error_unit: Default::default(),
            write: Default::default(),
            read: Default::default(),
            streak: Default::default(),
            remote_turn: Default::default(),
            owner: Default::default(),
            open: Default::default(),
            used: Default::default(),
            asked: Default::default(),
            came: Default::default(),
            came_corrected: Default::default(),
            came_lost: Default::default(),
            grant_remote: Default::default(),
            moved: Default::default(),
            contended: Default::default(),
            wanted: Default::default(),
            others: Default::default(),
            may_issue: Default::default(),
            issued: Default::default(),
            remote_base: Constant::new((local_bytes / 16).to_bits()),
        }
    }
}

impl Logic for Memory {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, streak, remote_turn, owner, open, used, came, came_corrected, came_lost);
        self.asked.clock.next = self.clock.val();
        // Writes.
        self.contended.next = self.ingress.valid.val() & self.remote.valid.val();
        self.grant_remote.next = self.remote.valid.val() & (!self.ingress.valid.val() | self.remote_turn.q.val());
        self.ingress.ready.next = false;
        self.remote.ready.next = false;
        self.header.ready.next = false;
        self.upkeep.ready.next = false;
        self.inject.next = bits::<2>(0);
        if self.header.valid.val() {
            self.write.valid.next = true;
            self.write.address.next = self.header.address.val();
            self.write.data.next = self.header.data.val();
            self.write.enable.next = self.header.enable.val();
            self.header.ready.next = self.write.ready.val();
        } else if self.grant_remote.val() {
            self.write.valid.next = true;
            self.write.address.next = self.remote.address.val() + self.remote_base.val();
            self.write.data.next = self.remote.data.val();
            self.write.enable.next = self.remote.enable.val();
            self.remote.ready.next = self.write.ready.val();
        } else if !self.ingress.valid.val() {
            self.write.valid.next = self.upkeep.valid.val();
            self.write.address.next = self.upkeep.address.val();
            self.write.data.next = self.upkeep.data.val();
            self.write.enable.next = self.upkeep.enable.val();
            self.upkeep.ready.next = self.write.ready.val();
            self.inject.next = self.upkeep_inject.val();
        } else {
            self.write.valid.next = self.ingress.valid.val();
            self.write.address.next = self.ingress.address.val();
            self.write.data.next = self.ingress.data.val();
            self.write.enable.next = self.ingress.enable.val();
            self.ingress.ready.next = self.write.ready.val();
        }
        self.moved.next = self.write.valid.val() & self.write.ready.val() & !self.header.valid.val();
        if self.moved.val() {
            if self.contended.val() {
                self.streak.d.next = self.streak.q.val() + 1;
                if self.streak.q.val() == 3 {
                    self.streak.d.next = bits::<3>(0);
                    self.remote_turn.d.next = !self.remote_turn.q.val();
                }
            } else {
                self.streak.d.next = bits::<3>(0);
                self.remote_turn.d.next = false;
            }
        }

        // Reads: 0 host, 1 resync, 2 NV header, 3 upkeep, 4 DMA.
        self.wanted.next = self.host.valid.val();
        self.others.next = (self.resync.valid.val() | self.header_read.valid.val())
            | (self.upkeep_read.valid.val() | self.dma.valid.val());
        self.read.address.next = self.host.address.val();
        if self.owner.q.val() == 1 {
            self.wanted.next = self.resync.valid.val();
            self.others.next = (self.host.valid.val() | self.header_read.valid.val())
                | (self.upkeep_read.valid.val() | self.dma.valid.val());
            self.read.address.next = self.resync.address.val();
        }
        if self.owner.q.val() == 2 {
            self.wanted.next = self.header_read.valid.val();
            self.others.next = (self.host.valid.val() | self.resync.valid.val())
                | (self.upkeep_read.valid.val() | self.dma.valid.val());
            self.read.address.next = self.header_read.address.val();
        }
        if self.owner.q.val() == 3 {
            self.wanted.next = self.upkeep_read.valid.val();
            self.others.next = (self.host.valid.val() | self.resync.valid.val())
                | (self.header_read.valid.val() | self.dma.valid.val());
            self.read.address.next = self.upkeep_read.address.val();
        }
        if self.owner.q.val() == 4 {
            self.wanted.next = self.dma.valid.val();
            self.others.next = (self.host.valid.val() | self.resync.valid.val())
                | (self.header_read.valid.val() | self.upkeep_read.valid.val());
            self.read.address.next = self.dma.address.val();
        }
        self.may_issue.next = (!self.others.val() | (self.used.q.val() < 32)) & (self.open.q.val() < 128);
        self.read.valid.next = self.wanted.val() & self.may_issue.val();
        self.issued.next = self.read.valid.val() & self.read.ready.val();
        self.host.ready.next = self.issued.val() & (self.owner.q.val() == 0);
        self.resync.ready.next = self.issued.val() & (self.owner.q.val() == 1);
        self.header_read.ready.next = self.issued.val() & (self.owner.q.val() == 2);
        self.upkeep_read.ready.next = self.issued.val() & (self.owner.q.val() == 3);
        self.upkeep_read.data_valid.next = self.read.data_valid.val() & (self.owner.q.val() == 3);
        self.upkeep_read.data.next = self.read.data.val();
        self.host_lost.next = self.error.val().get_bit(1);
        self.resync_lost.next = self.error.val().get_bit(1) & (self.read.data_valid.val() & (self.owner.q.val() == 1));
        self.header_lost.next = self.error.val().get_bit(1);
        self.dma.ready.next = self.issued.val() & (self.owner.q.val() == 4);
        self.dma.data_valid.next = self.read.data_valid.val() & (self.owner.q.val() == 4);
        self.dma.data.next = self.read.data.val();
        self.dma_lost.next = self.error.val().get_bit(1) & (self.read.data_valid.val() & (self.owner.q.val() == 4));
        self.host.data_valid.next = self.read.data_valid.val() & (self.owner.q.val() == 0);
        self.resync.data_valid.next = self.read.data_valid.val() & (self.owner.q.val() == 1);
        self.header_read.data_valid.next = self.read.data_valid.val() & (self.owner.q.val() == 2);
        self.host.data.next = self.read.data.val();
        self.resync.data.next = self.read.data.val();
        self.header_read.data.next = self.read.data.val();
        if self.issued.val() & !self.read.data_valid.val() {
            self.open.d.next = self.open.q.val() + 1;
        }
        if self.read.data_valid.val() & !self.issued.val() {
            self.open.d.next = self.open.q.val() - 1;
        }
        if self.issued.val() & (self.used.q.val() != 63) {
            self.used.d.next = self.used.q.val() + 1;
        }
        if (self.open.q.val() == 0) & self.others.val() & !self.read.valid.val() {
            self.used.d.next = bits::<6>(0);
            if self.owner.q.val() == 0 {
                if self.dma.valid.val() {
                    self.owner.d.next = bits::<3>(4);
                }
                if self.upkeep_read.valid.val() {
                    self.owner.d.next = bits::<3>(3);
                }
                if self.header_read.valid.val() {
                    self.owner.d.next = bits::<3>(2);
                }
                if self.resync.valid.val() {
                    self.owner.d.next = bits::<3>(1);
                }
            }
            if self.owner.q.val() == 1 {
                if self.host.valid.val() {
                    self.owner.d.next = bits::<3>(0);
                }
                if self.dma.valid.val() {
                    self.owner.d.next = bits::<3>(4);
                }
                if self.upkeep_read.valid.val() {
                    self.owner.d.next = bits::<3>(3);
                }
                if self.header_read.valid.val() {
                    self.owner.d.next = bits::<3>(2);
                }
            }
            if self.owner.q.val() == 2 {
                if self.resync.valid.val() {
                    self.owner.d.next = bits::<3>(1);
                }
                if self.host.valid.val() {
                    self.owner.d.next = bits::<3>(0);
                }
                if self.dma.valid.val() {
                    self.owner.d.next = bits::<3>(4);
                }
                if self.upkeep_read.valid.val() {
                    self.owner.d.next = bits::<3>(3);
                }
            }
            if self.owner.q.val() == 3 {
                if self.header_read.valid.val() {
                    self.owner.d.next = bits::<3>(2);
                }
                if self.resync.valid.val() {
                    self.owner.d.next = bits::<3>(1);
                }
                if self.host.valid.val() {
                    self.owner.d.next = bits::<3>(0);
                }
                if self.dma.valid.val() {
                    self.owner.d.next = bits::<3>(4);
                }
            }
            if self.owner.q.val() == 4 {
                if self.upkeep_read.valid.val() {
                    self.owner.d.next = bits::<3>(3);
                }
                if self.header_read.valid.val() {
                    self.owner.d.next = bits::<3>(2);
                }
                if self.resync.valid.val() {
                    self.owner.d.next = bits::<3>(1);
                }
                if self.host.valid.val() {
                    self.owner.d.next = bits::<3>(0);
                }
            }
        }

        // Errors get their address.
        self.asked.data_in.next = self.read.address.val();
        self.asked.write.next = self.issued.val();
        self.asked.commit.next = self.issued.val();
        self.asked.rollback.next = false;
        self.asked.reset.next = false;
        self.came.d.next = self.came.q.val() << 1;
        self.came_corrected.d.next = self.came_corrected.q.val() << 1;
        self.came_lost.d.next = self.came_lost.q.val() << 1;
        if self.read.data_valid.val() {
            self.came.d.next = (self.came.q.val() << 1) | bits::<4>(1);
            if self.error.val().get_bit(0) {
                self.came_corrected.d.next = (self.came_corrected.q.val() << 1) | bits::<4>(1);
            }
            if self.error.val().get_bit(1) {
                self.came_lost.d.next = (self.came_lost.q.val() << 1) | bits::<4>(1);
            }
        }
        self.asked.ready.next = self.came.q.val().get_bit(3);
        self.corrected.next = self.came_corrected.q.val().get_bit(3);
        self.uncorrected.next = self.came_lost.q.val().get_bit(3);
        self.error_unit.next = self.asked.data_out.val();
    }
}
