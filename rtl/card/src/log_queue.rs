//! One log queue: its registers (the LOGQ block), the slots that are here, and the two watermarks.
//!
//! Lines may overtake each other on their way to the card, so the newest slot seen says nothing. A window of 64 slots
//! above the LOCAL watermark remembers which are published; the watermark is the first slot that is not. A line whose
//! ticket names a slot outside the window, or a slot that does not belong at its address, is stored and does not
//! count.
//!
//! What the host sees (`local`, `mirrored`) moves only while the card is armed, and never back except when the host sets the
//! position of a disabled queue.

use crate::addresses::addresses;
use abi::registers::{logq, BLOCK_STRIDE};
use rtl_mirror::QueueOut;
use rtl_prims::run::Run;
use rust_hdl::prelude::*;

addresses! {
    /// The registers of queue 0; those of queue n lie n strides higher.
    LogQueueAddresses {
        header = logq::BASE,
        control = logq::CONTROL,
        line_base = logq::LINE_BASE,
        payload_base = logq::PAYLOAD_BASE,
        position = logq::POSITION,
        local = logq::LOCAL,
        mirrored = logq::MIRRORED,
        watermark_address = logq::WATERMARK_ADDRESS,
        ticket_errors = logq::TICKET_ERRORS,
    }
}

/// What the NV header keeps of a queue.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct QueueRecord {
    pub enable: Bits<32>,
    pub epoch: Bits<32>,
    pub line_base: Bits<32>,
    pub line_count: Bits<32>,
    pub payload_base: Bits<32>,
    pub payload_bytes: Bits<32>,
    pub reserved: Bits<64>,
    pub local: Bits<64>,
    pub mirrored: Bits<64>,
}

#[derive(LogicBlock)]
pub struct LogQueue {
    pub clock: Signal<In, Clock>,
    // Register bus: 64-bit words of BAR0.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub write_high: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    /// The word asked for; 0 if it is none of this block's.
    pub read_data: Signal<Out, Bits<64>>,

    // The line in the store stage.
    pub ring_slot: Signal<In, Bits<22>>,
    pub ticket: Signal<In, Bits<32>>,
    pub good: Signal<Out, Bit>,
    pub mark: Signal<Out, Bits<48>>,
    pub publish: Signal<In, Bit>,
    pub reject: Signal<In, Bit>,
    /// Its CRC-32C does not hold.
    pub crc_error: Signal<In, Bit>,

    /// From the mirror: the partner has everything below `mirrored_mark`.
    pub mirrored_valid: Signal<In, Bit>,
    pub mirrored_mark: Signal<In, Bits<48>>,
    /// To the mirror.
    pub mirror: QueueOut,
    pub armed: Signal<In, Bit>,
    /// Of the bus: the host's address is void.
    pub bus_reset: Signal<In, Bit>,
    /// One cycle, before READY: take what the NV header says.
    pub load: Signal<In, Bit>,
    pub load_record: Signal<In, Bits<384>>,
    pub save_record: Signal<Out, Bits<384>>,

    pub enable: Signal<Out, Bit>,
    pub line_base: Signal<Out, Bits<32>>,
    pub line_count: Signal<Out, Bits<32>>,
    pub payload_ring_base: Signal<Out, Bits<32>>,
    pub payload_ring_bytes: Signal<Out, Bits<32>>,
    pub epoch: Signal<Out, Bits<32>>,
    pub watermark_address: Signal<Out, Bits<64>>,
    /// The host has just written the address: it wants a first line.
    pub watermark_fresh: Signal<Out, Bit>,
    pub local: Signal<Out, Bits<48>>,
    pub mirrored: Signal<Out, Bits<48>>,
    /// A slot has been missing below a published one for too long: this one.
    pub hole: Signal<Out, Bit>,
    pub first_missing: Signal<Out, Bits<48>>,

    at: LogQueueAddresses,
    header: Constant<Bits<64>>,
    block: Constant<Bits<13>>,
    enabled: DFF<Bit>,
    epoch_here: DFF<Bits<32>>,
    base: DFF<Bits<32>>,
    count: DFF<Bits<32>>,
    payload_base: DFF<Bits<32>>,
    payload_bytes: DFF<Bits<32>>,
    address: DFF<Bits<64>>,
    /// Low half of an address whose high half is to follow.
    address_low: DFF<Bits<32>>,
    fresh: DFF<Bit>,
    changed: DFF<Bit>,
    ticket_errors: DFF<Bits<32>>,
    crc_errors: DFF<Bits<32>>,
    /// Slots below this are published without a gap.
    prefix: DFF<Bits<48>>,
    /// Published slots from there on.
    window: DFF<Bits<64>>,
    /// Slots below this are at the partner.
    partner: DFF<Bits<48>>,
    shown_local: DFF<Bits<48>>,
    shown_mirrored: DFF<Bits<48>>,
    /// Cycles for which the first missing slot has been missing.
    missing: DFF<Bits<32>>,
    patience: Constant<Bits<32>>,
    // Which register, relative to queue 0.
    written: Signal<Local, Bits<13>>,
    wanted: Signal<Local, Bits<13>>,
    low: Signal<Local, Bits<32>>,
    high: Signal<Local, Bits<32>>,
    // The slot of the line.
    prefix_low: Signal<Local, Bits<32>>,
    ahead: Signal<Local, Bits<32>>,
    ring_mask: Signal<Local, Bits<32>>,
    ring_place: Signal<Local, Bits<32>>,
    one: Signal<Local, Bits<64>>,
    filled: Signal<Local, Bits<64>>,
    run: Run,
    mark_now: Signal<Local, Bits<48>>,
    forward: Signal<Local, Bits<48>>,
    below: Signal<Local, Bits<48>>,
    partner_now: Signal<Local, Bits<48>>,
    count_less: Signal<Local, Bits<32>>,
    legal: Signal<Local, Bit>,
    record: Signal<Local, QueueRecord>,
    set_position: Signal<Local, Bit>,
    new_position: Signal<Local, Bits<48>>,
}

impl LogQueue {
    /// Queue number `index`; a hole older than `hole_cycles` is reported.
    pub fn new(index: u32, hole_cycles: u32) -> Self {
        let stride = u64::from(BLOCK_STRIDE) * u64::from(index) / 8;
        LogQueue {
            clock: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            ring_slot: Default::default(),
            ticket: Default::default(),
            good: Default::default(),
            mark: Default::default(),
            publish: Default::default(),
            reject: Default::default(),
            crc_error: Default::default(),
            mirrored_valid: Default::default(),
            mirrored_mark: Default::default(),
            mirror: Default::default(),
            armed: Default::default(),
            bus_reset: Default::default(),
            load: Default::default(),
            load_record: Default::default(),
            save_record: Default::default(),
            enable: Default::default(),
            line_base: Default::default(),
            line_count: Default::default(),
            payload_ring_base: Default::default(),
            payload_ring_bytes: Default::default(),
            epoch: Default::default(),
            watermark_address: Default::default(),
            watermark_fresh: Default::default(),
            local: Default::default(),
            mirrored: Default::default(),
            hole: Default::default(),
            first_missing: Default::default(),
            at: Default::default(),
            header: Constant::new(crate::registers::header("LOGQ", index).to_bits()),
            block: Constant::new(stride.to_bits()),
            enabled: Default::default(),
            epoch_here: Default::default(),
            base: Default::default(),
            count: Default::default(),
            payload_base: Default::default(),
            payload_bytes: Default::default(),
            address: Default::default(),
            address_low: Default::default(),
            fresh: Default::default(),
            changed: Default::default(),
            ticket_errors: Default::default(),
            crc_errors: Default::default(),
            prefix: Default::default(),
            window: Default::default(),
            partner: Default::default(),
            shown_local: Default::default(),
            shown_mirrored: Default::default(),
            missing: Default::default(),
            patience: Constant::new(u64::from(hole_cycles).to_bits()),
            written: Default::default(),
            wanted: Default::default(),
            low: Default::default(),
            high: Default::default(),
            prefix_low: Default::default(),
            ahead: Default::default(),
            ring_mask: Default::default(),
            ring_place: Default::default(),
            one: Default::default(),
            filled: Default::default(),
            run: Default::default(),
            mark_now: Default::default(),
            forward: Default::default(),
            below: Default::default(),
            partner_now: Default::default(),
            count_less: Default::default(),
            legal: Default::default(),
            record: Default::default(),
            set_position: Default::default(),
            new_position: Default::default(),
        }
    }
}

impl Logic for LogQueue {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            enabled,
            epoch_here,
            base,
            count,
            payload_base,
            payload_bytes,
            address,
            address_low,
            fresh,
            changed,
            ticket_errors,
            crc_errors,
            prefix,
            window,
            partner,
            shown_local,
            shown_mirrored,
            missing
        );
        // The slot of the line: how far above the watermark, and is it the one that belongs at its address.
        self.prefix_low.next = self.prefix.q.val().get_bits::<32>(0);
        self.ahead.next = self.ticket.val() - self.prefix_low.val();
        self.ring_mask.next = self.count.q.val() - 1;
        self.ring_place.next = self.ticket.val() & self.ring_mask.val();
        self.good.next = self.enabled.q.val()
            & (self.ahead.val() < 64)
            & (self.ring_place.val() == bit_cast::<32, 22>(self.ring_slot.val()));

        // The prefix with this line in it: over the run of ones at the low end of the window.
        self.one.next = bits::<64>(1) << self.ahead.val().get_bits::<6>(0);
        self.filled.next = self.window.q.val() | self.one.val();
        self.run.window.next = self.filled.val();
        self.mark_now.next = self.prefix.q.val() + bit_cast::<48, 7>(self.run.length.val());
        self.mark.next = self.mark_now.val();

        self.changed.d.next = false;
        if self.publish.val() {
            self.prefix.d.next = self.mark_now.val();
            self.window.d.next = self.filled.val() >> self.run.length.val();
            if self.armed.val() {
                self.shown_local.d.next = self.mark_now.val();
            }
        } else if self.armed.val() {
            self.shown_local.d.next = self.prefix.q.val();
        }
        if self.reject.val() {
            self.ticket_errors.d.next = self.ticket_errors.q.val() + 1;
        }
        if self.crc_error.val() {
            self.crc_errors.d.next = self.crc_errors.q.val() + 1;
        }
        // A hole: something above the watermark is published, and the watermark does not move.
        self.hole.next = self.missing.q.val() == self.patience.val();
        if (self.window.q.val() == 0) | (self.publish.val() & (self.run.length.val() != 0)) {
            self.missing.d.next = bits::<32>(0);
        } else if !self.hole.val() {
            self.missing.d.next = self.missing.q.val() + 1;
        }
        // The mirror's mark counts if it leads forward and is not above what is here.
        self.forward.next = self.mirrored_mark.val() - self.partner.q.val();
        self.below.next = self.prefix.q.val() - self.mirrored_mark.val();
        self.partner_now.next = self.partner.q.val();
        if self.mirrored_valid.val() & !self.forward.val().get_bit(47) & !self.below.val().get_bit(47) {
            self.partner_now.next = self.mirrored_mark.val();
        }
        self.partner.d.next = self.partner_now.val();
        if self.armed.val() {
            self.shown_mirrored.d.next = self.partner_now.val();
        }

        // Registers.
        self.fresh.d.next = false;
        self.written.next = self.write_word.val() - self.block.val();
        self.low.next = self.write_data.val().get_bits::<32>(0);
        self.high.next = self.write_data.val().get_bits::<32>(32);
        self.count_less.next = self.count.q.val() - 1;
        self.legal.next = (self.count.q.val() >= 128)
            & ((self.count.q.val() & self.count_less.val()) == 0)
            & (self.base.q.val().get_bits::<6>(0) == 0);
        self.set_position.next = false;
        self.new_position.next = self.prefix.q.val();
        if self.write.val() {
            if self.written.val() == self.at.control.val() {
                if self.write_low.val() {
                    self.enabled.d.next = self.low.val().get_bit(0) & self.legal.val();
                    self.changed.d.next = self.low.val().get_bit(0) & self.legal.val() & !self.enabled.q.val();
                }
                if self.write_high.val() {
                    self.epoch_here.d.next = self.high.val();
                }
            }
            if self.written.val() == self.at.watermark_address.val() {
                // As a whole: a line that is due between two halves must not go to half an address.
                if self.write_low.val() {
                    self.address_low.d.next = self.low.val();
                }
                if self.write_high.val() {
                    self.fresh.d.next = true;
                    self.address.d.next =
                        (bit_cast::<64, 32>(self.high.val()) << 32) | bit_cast::<64, 32>(self.address_low.q.val());
                    if self.write_low.val() {
                        self.address.d.next = self.write_data.val();
                    }
                }
            }
            if !self.enabled.q.val() {
                if self.written.val() == self.at.line_base.val() {
                    if self.write_low.val() {
                        self.base.d.next = self.low.val();
                    }
                    if self.write_high.val() {
                        self.count.d.next = self.high.val();
                    }
                }
                if self.written.val() == self.at.payload_base.val() {
                    if self.write_low.val() {
                        self.payload_base.d.next = self.low.val();
                    }
                    if self.write_high.val() {
                        self.payload_bytes.d.next = self.high.val();
                    }
                }
                if self.written.val() == self.at.position.val() {
                    self.set_position.next = true;
                    if self.write_low.val() {
                        self.new_position.next = (bit_cast::<48, 16>(self.prefix.q.val().get_bits::<16>(32)) << 32)
                            | bit_cast::<48, 32>(self.low.val());
                    }
                    if self.write_high.val() {
                        self.new_position.next = (bit_cast::<48, 16>(self.high.val().get_bits::<16>(0)) << 32)
                            | bit_cast::<48, 32>(self.prefix.q.val().get_bits::<32>(0));
                    }
                    if self.write_low.val() & self.write_high.val() {
                        self.new_position.next = self.write_data.val().get_bits::<48>(0);
                    }
                }
            }
        }
        if self.set_position.val() {
            self.prefix.d.next = self.new_position.val();
            self.window.d.next = bits::<64>(0);
            self.partner.d.next = self.new_position.val();
            self.shown_local.d.next = self.new_position.val();
            self.shown_mirrored.d.next = self.new_position.val();
            self.changed.d.next = true;
            self.missing.d.next = bits::<32>(0);
        }
        if self.bus_reset.val() {
            self.address.d.next = bits::<64>(0);
        }

        // The NV header.
        self.record.next.enable = bits::<32>(0);
        if self.enabled.q.val() {
            self.record.next.enable = bits::<32>(1);
        }
        self.record.next.epoch = self.epoch_here.q.val();
        self.record.next.line_base = self.base.q.val();
        self.record.next.line_count = self.count.q.val();
        self.record.next.payload_base = self.payload_base.q.val();
        self.record.next.payload_bytes = self.payload_bytes.q.val();
        self.record.next.reserved = bits::<64>(0);
        self.record.next.local = bit_cast::<64, 48>(self.prefix.q.val());
        self.record.next.mirrored = bit_cast::<64, 48>(self.partner.q.val());
        self.save_record.next = self.record.val().into();
        if self.load.val() {
            self.enabled.d.next = self.load_record.val().get_bit(0);
            self.epoch_here.d.next = self.load_record.val().get_bits::<32>(32);
            self.base.d.next = self.load_record.val().get_bits::<32>(64);
            self.count.d.next = self.load_record.val().get_bits::<32>(96);
            self.payload_base.d.next = self.load_record.val().get_bits::<32>(128);
            self.payload_bytes.d.next = self.load_record.val().get_bits::<32>(160);
            self.prefix.d.next = self.load_record.val().get_bits::<48>(256);
            // After an erase too: what was published above the old prefix is gone.
            self.window.d.next = bits::<64>(0);
            self.missing.d.next = bits::<32>(0);
            self.partner.d.next = self.load_record.val().get_bits::<48>(320);
            self.shown_local.d.next = self.load_record.val().get_bits::<48>(256);
            self.shown_mirrored.d.next = self.load_record.val().get_bits::<48>(320);
        }

        self.wanted.next = self.read_word.val() - self.block.val();
        self.read_data.next = bits::<64>(0);
        if self.wanted.val() == self.at.header.val() {
            self.read_data.next = self.header.val();
        }
        if self.wanted.val() == self.at.control.val() {
            self.read_data.next = bit_cast::<64, 32>(self.epoch_here.q.val()) << 32;
            if self.enabled.q.val() {
                self.read_data.next = (bit_cast::<64, 32>(self.epoch_here.q.val()) << 32) | bits::<64>(1);
            }
        }
        if self.wanted.val() == self.at.line_base.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.count.q.val()) << 32) | bit_cast::<64, 32>(self.base.q.val());
        }
        if self.wanted.val() == self.at.payload_base.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.payload_bytes.q.val()) << 32) | bit_cast::<64, 32>(self.payload_base.q.val());
        }
        if self.wanted.val() == self.at.position.val() {
            self.read_data.next = bit_cast::<64, 48>(self.prefix.q.val());
        }
        if self.wanted.val() == self.at.local.val() {
            self.read_data.next = bit_cast::<64, 48>(self.shown_local.q.val());
        }
        if self.wanted.val() == self.at.mirrored.val() {
            self.read_data.next = bit_cast::<64, 48>(self.shown_mirrored.q.val());
        }
        if self.wanted.val() == self.at.watermark_address.val() {
            self.read_data.next = self.address.q.val();
        }
        if self.wanted.val() == self.at.ticket_errors.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.crc_errors.q.val()) << 32) | bit_cast::<64, 32>(self.ticket_errors.q.val());
        }

        self.enable.next = self.enabled.q.val();
        self.line_base.next = self.base.q.val();
        self.line_count.next = self.count.q.val();
        self.payload_ring_base.next = self.payload_base.q.val();
        self.payload_ring_bytes.next = self.payload_bytes.q.val();
        self.epoch.next = self.epoch_here.q.val();
        self.watermark_address.next = self.address.q.val();
        self.watermark_fresh.next = self.fresh.q.val();
        self.first_missing.next = self.prefix.q.val();
        self.local.next = self.shown_local.q.val();
        self.mirrored.next = self.shown_mirrored.q.val();
        self.mirror.enable.next = self.enabled.q.val();
        self.mirror.changed.next = self.changed.q.val();
        self.mirror.settled.next = self.window.q.val() == 0;
        self.mirror.line_base.next = self.base.q.val();
        self.mirror.line_count.next = self.count.q.val();
        self.mirror.payload_base.next = self.payload_base.q.val();
        self.mirror.payload_bytes.next = self.payload_bytes.q.val();
        self.mirror.position.next = bit_cast::<64, 48>(self.prefix.q.val());
    }
}
