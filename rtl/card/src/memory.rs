//! Who may use the memory, and when.
//!
//! Writes: ingress goes first; the mirror's writes into REMOTE get as many beats as they need after at most four of
//! ingress while they wait, four at a time, so that neither starves the other. The NV header is written when nobody else
//! writes (power failure) or rarely (the mirror waits for it), so it goes before both.
//!
//! Reads: answers come back in order, so the memory is lent to one reader at a time. It passes to another when no
//! read is open; a reader that is waited for gives way after 32 reads.

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
    pub write: WriteOut,
    pub read: ReadOut,
    /// Beats of ingress in a row while REMOTE waited, and of REMOTE while ingress waited.
    streak: DFF<Bits<3>>,
    remote_turn: DFF<Bit>,
    owner: DFF<Bits<2>>,
    open: DFF<Bits<8>>,
    used: DFF<Bits<6>>,
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
            write: Default::default(),
            read: Default::default(),
            streak: Default::default(),
            remote_turn: Default::default(),
            owner: Default::default(),
            open: Default::default(),
            used: Default::default(),
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
        dff_setup!(self, clock, streak, remote_turn, owner, open, used);
        // Writes.
        self.contended.next = self.ingress.valid.val() & self.remote.valid.val();
        self.grant_remote.next = self.remote.valid.val() & (!self.ingress.valid.val() | self.remote_turn.q.val());
        self.ingress.ready.next = false;
        self.remote.ready.next = false;
        self.header.ready.next = false;
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

        // Reads: 0 host, 1 resync, 2 NV header.
        self.wanted.next = self.host.valid.val();
        self.others.next = self.resync.valid.val() | self.header_read.valid.val();
        self.read.address.next = self.host.address.val();
        if self.owner.q.val() == 1 {
            self.wanted.next = self.resync.valid.val();
            self.others.next = self.host.valid.val() | self.header_read.valid.val();
            self.read.address.next = self.resync.address.val();
        }
        if self.owner.q.val() == 2 {
            self.wanted.next = self.header_read.valid.val();
            self.others.next = self.host.valid.val() | self.resync.valid.val();
            self.read.address.next = self.header_read.address.val();
        }
        self.may_issue.next = (!self.others.val() | (self.used.q.val() < 32)) & (self.open.q.val() < 128);
        self.read.valid.next = self.wanted.val() & self.may_issue.val();
        self.issued.next = self.read.valid.val() & self.read.ready.val();
        self.host.ready.next = self.issued.val() & (self.owner.q.val() == 0);
        self.resync.ready.next = self.issued.val() & (self.owner.q.val() == 1);
        self.header_read.ready.next = self.issued.val() & (self.owner.q.val() == 2);
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
                self.owner.d.next = bits::<2>(1);
                if !self.resync.valid.val() {
                    self.owner.d.next = bits::<2>(2);
                }
            }
            if self.owner.q.val() == 1 {
                self.owner.d.next = bits::<2>(2);
                if !self.header_read.valid.val() {
                    self.owner.d.next = bits::<2>(0);
                }
            }
            if self.owner.q.val() == 2 {
                self.owner.d.next = bits::<2>(0);
                if !self.host.valid.val() {
                    self.owner.d.next = bits::<2>(1);
                }
            }
        }
    }
}
