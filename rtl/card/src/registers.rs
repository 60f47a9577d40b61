//! The register file: BAR0 as 64-bit words.
//!
//! Every address comes from `abi::registers`; a test reads every register of that table through the emitted card. What
//! other blocks know is an input named as the register is; the few registers that are only kept (the nonce, the ranges
//! of a resync, the host's beat) live here. A log queue keeps its own block and answers for it.
//!
//! Reads come from the completer as reads of 16-byte units: two words, one after the other. Reading changes nothing,
//! so it does no harm that a unit is always read as a whole.

use crate::addresses::addresses;
use abi::registers::{beat, ctrl, id, link, mailbox, mirror, remote, BLOCKS, BLOCK_STRIDE};
use rtl_prims::stream::ReadIn;
use rust_hdl::prelude::*;

/// What this card can do. Contents survive a power failure.
pub const CAPABILITIES: u32 = abi::registers::CAPABILITY_BATTERY
    | abi::registers::CAPABILITY_ECC
    | abi::registers::CAPABILITY_ERASE
    | abi::registers::CAPABILITY_DMA
    | abi::registers::CAPABILITY_MSIX
    | abi::registers::CAPABILITY_COUNTERS
    | abi::registers::CAPABILITY_EVENTS
    | abi::registers::CAPABILITY_LOOPBACK
    | abi::registers::CAPABILITY_MAILBOX;

/// Header word of instance `index` of the block called `name`: type, version, offset of the next block.
///
/// # Panics
/// When the table has no such block: a mistake in the source.
pub fn header(name: &str, index: u32) -> u64 {
    let at = BLOCKS.iter().position(|block| block.name == name).expect("the block is in the table");
    let block = &BLOCKS[at];
    let next = if index + 1 < block.count {
        block.base + (index + 1) * BLOCK_STRIDE
    } else {
        BLOCKS.get(at + 1).map_or(0, |next| next.base)
    };
    u64::from(next) << 32 | u64::from(block.version) << 16 | u64::from(block.kind)
}

addresses! {
    /// Where the registers are.
    Addresses {
        id_header = id::BASE,
        magic = id::MAGIC,
        abi_version = id::ABI_VERSION,
        build_hash = id::BUILD_HASH,
        card_id = id::CARD_ID,
        local_bytes = id::LOCAL_BYTES,
        capabilities = id::CAPABILITIES,
        ctrl_header = ctrl::BASE,
        control = ctrl::CONTROL,
        state = ctrl::STATE,
        generation = ctrl::GENERATION,
        hw_sequence = ctrl::HW_SEQUENCE,
        boot_nonce = ctrl::BOOT_NONCE,
        unsupported = ctrl::UNSUPPORTED,
        link_header = link::BASE,
        link_state = link::STATE,
        peer_card_id = link::PEER_CARD_ID,
        peer_nonce = link::PEER_NONCE,
        frames_sent = link::FRAMES_SENT,
        frames_received = link::FRAMES_RECEIVED,
        crc_errors = link::CRC_ERRORS,
        naks_received = link::NAKS_RECEIVED,
        trainings = link::TRAININGS,
        coding = link::CODING,
        locks_lost = link::LOCKS_LOST,
        mirror_header = mirror::BASE,
        mirror_command = mirror::COMMAND,
        mirror_state = mirror::STATE,
        cursor = mirror::CURSOR,
        range0 = mirror::RANGE0_START,
        range1 = mirror::RANGE1_START,
        range2 = mirror::RANGE2_START,
        range3 = mirror::RANGE3_START,
        range4 = mirror::RANGE4_START,
        remote_header = remote::BASE,
        image_state = remote::IMAGE_STATE,
        fence = remote::FENCE,
        lift = remote::LIFT,
        sealed0 = remote::SEALED0,
        sealed1 = remote::SEALED1,
        image_card_id = remote::IMAGE_CARD_ID,
        image_nonce = remote::IMAGE_NONCE,
        fence_epoch = remote::FENCE_EPOCH0,
        queue_states = remote::QUEUE_STATES,
        beat_header = beat::BASE,
        host_beat = beat::HOST_BEAT,
        peer_beat = beat::PEER_BEAT,
        peer_beat_age = beat::PEER_BEAT_AGE,
        peer_card_age = beat::PEER_CARD_AGE,
        ticks = beat::TICKS,
        mailbox_header = mailbox::BASE,
    }
}

#[derive(LogicBlock)]
pub struct RegisterFile {
    pub clock: Signal<In, Clock>,
    // Writes, 64-bit words.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub write_high: Signal<In, Bit>,
    /// Reads, 16-byte units.
    pub read: ReadIn,
    // The log queues' blocks.
    pub read_word: Signal<Out, Bits<13>>,
    pub queue0_data: Signal<In, Bits<64>>,
    pub queue1_data: Signal<In, Bits<64>>,
    /// The unit that is read, a cycle before `mail_beat` may have it.
    pub read_unit: Signal<Out, Bits<12>>,
    /// The partner's mailbox slots.
    pub mail_beat: Signal<In, Bits<128>>,
    /// What the blocks with a decode of their own answer to `read_word`.
    pub blocks_data: Signal<In, Bits<64>>,
    // What other blocks know.
    pub board: Signal<In, Bits<32>>,
    pub build_hash: Signal<In, Bits<64>>,
    pub card_id: Signal<In, Bits<64>>,
    pub state: Signal<In, Bits<32>>,
    pub generation: Signal<In, Bits<16>>,
    pub hw_sequence: Signal<In, Bits<48>>,
    pub link_state: Signal<In, Bits<2>>,
    pub session: Signal<In, Bits<8>>,
    pub peer_card_id: Signal<In, Bits<64>>,
    pub peer_nonce: Signal<In, Bits<64>>,
    pub frames_sent: Signal<In, Bits<64>>,
    pub frames_received: Signal<In, Bits<64>>,
    pub crc_errors: Signal<In, Bits<32>>,
    pub naks_sent: Signal<In, Bits<32>>,
    pub naks_received: Signal<In, Bits<32>>,
    pub replays: Signal<In, Bits<32>>,
    pub trainings: Signal<In, Bits<32>>,
    pub mirror_state: Signal<In, Bits<2>>,
    pub fenced: Signal<In, Bits<2>>,
    pub cursor: Signal<In, Bits<32>>,
    pub catching_up: Signal<In, Bit>,
    pub image_state: Signal<In, Bits<2>>,
    pub queue_states: Signal<In, Bits<4>>,
    pub fence_done: Signal<In, Bits<2>>,
    pub peer_flags: Signal<In, Bits<16>>,
    pub sealed0: Signal<In, Bits<64>>,
    pub sealed1: Signal<In, Bits<64>>,
    pub image_card_id: Signal<In, Bits<64>>,
    pub image_nonce: Signal<In, Bits<64>>,
    pub peer_beat: Signal<In, Bits<64>>,
    pub peer_beat_age: Signal<In, Bits<64>>,
    pub peer_card_age: Signal<In, Bits<64>>,
    // What the host has set.
    pub arm_wanted: Signal<Out, Bit>,
    pub boot_nonce: Signal<Out, Bits<64>>,
    pub own_beat: Signal<Out, Bits<64>>,
    pub tick: Signal<Out, Bits<48>>,
    pub range0_start: Signal<Out, Bits<32>>,
    pub range0_end: Signal<Out, Bits<32>>,
    pub range1_start: Signal<Out, Bits<32>>,
    pub range1_end: Signal<Out, Bits<32>>,
    pub range2_start: Signal<Out, Bits<32>>,
    pub range2_end: Signal<Out, Bits<32>>,
    pub range3_start: Signal<Out, Bits<32>>,
    pub range3_end: Signal<Out, Bits<32>>,
    pub range4_start: Signal<Out, Bits<32>>,
    pub range4_end: Signal<Out, Bits<32>>,
    pub fence_epoch0: Signal<Out, Bits<32>>,
    pub fence_epoch1: Signal<Out, Bits<32>>,
    // Commands, high for one cycle.
    pub start_resync: Signal<Out, Bit>,
    pub accept: Signal<Out, Bit>,
    pub drop_mirror: Signal<Out, Bit>,
    pub fence: Signal<Out, Bits<2>>,
    pub lift: Signal<Out, Bits<2>>,
    /// LINK.CONTROL: the receiver hears the transmitter.
    pub loopback: Signal<Out, Bit>,
    /// There is a line coding.
    pub coded: Signal<In, Bit>,
    pub coding: Signal<In, Bits<2>>,
    pub header_errors: Signal<In, Bits<32>>,
    pub locks_lost: Signal<In, Bits<32>>,
    // Events to count.
    pub count_refused: Signal<In, Bit>,
    pub count_malformed: Signal<In, Bit>,
    pub count_dropped: Signal<In, Bit>,
    /// One cycle: what the NV header kept.
    pub load: Signal<In, Bit>,
    pub load_fence_epoch0: Signal<In, Bits<32>>,
    pub load_fence_epoch1: Signal<In, Bits<32>>,
    at: Addresses,
    id_header_word: Constant<Bits<64>>,
    ctrl_header_word: Constant<Bits<64>>,
    link_header_word: Constant<Bits<64>>,
    mirror_header_word: Constant<Bits<64>>,
    remote_header_word: Constant<Bits<64>>,
    beat_header_word: Constant<Bits<64>>,
    mailbox_header_word: Constant<Bits<64>>,
    magic_word: Constant<Bits<64>>,
    geometry_word: Constant<Bits<64>>,
    capability_word: Constant<Bits<64>>,
    coding_capability: Constant<Bits<64>>,
    version_word: Constant<Bits<32>>,
    arm: DFF<Bit>,
    looped: DFF<Bit>,
    nonce: DFF<Bits<64>>,
    /// Low half of a nonce whose high half is to follow.
    nonce_low: DFF<Bits<32>>,
    unsupported: DFF<Bits<32>>,
    dropped_writes: DFF<Bits<32>>,
    epochs: DFF<Bits<64>>,
    beat: DFF<Bits<64>>,
    range0: DFF<Bits<64>>,
    range1: DFF<Bits<64>>,
    range2: DFF<Bits<64>>,
    range3: DFF<Bits<64>>,
    range4: DFF<Bits<64>>,
    ticks_here: DFF<Bits<64>>,
    busy: DFF<Bit>,
    unit: DFF<Bits<12>>,
    low_word: DFF<Bits<64>>,
    answer: DFF<Bits<128>>,
    answer_valid: DFF<Bit>,
    low: Signal<Local, Bits<32>>,
    high: Signal<Local, Bits<32>>,
    found: Signal<Local, Bits<64>>,
    word: Signal<Local, Bits<64>>,
    both: Signal<Local, Bit>,
}

impl RegisterFile {
    /// For a card with a LOCAL of `local_bytes` and a core clock of `clock_khz`.
    pub fn new(local_bytes: u64, clock_khz: u64) -> Self {
        let queues = abi::geometry::QUEUES as u64;
        RegisterFile {
            clock: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            read: Default::default(),
            read_word: Default::default(),
            queue0_data: Default::default(),
            queue1_data: Default::default(),
            read_unit: Default::default(),
            mail_beat: Default::default(),
            blocks_data: Default::default(),
            board: Default::default(),
            build_hash: Default::default(),
            card_id: Default::default(),
            state: Default::default(),
            generation: Default::default(),
            hw_sequence: Default::default(),
            link_state: Default::default(),
            session: Default::default(),
            peer_card_id: Default::default(),
            peer_nonce: Default::default(),
            frames_sent: Default::default(),
            frames_received: Default::default(),
            crc_errors: Default::default(),
            naks_sent: Default::default(),
            naks_received: Default::default(),
            replays: Default::default(),
            trainings: Default::default(),
            mirror_state: Default::default(),
            fenced: Default::default(),
            cursor: Default::default(),
            catching_up: Default::default(),
            image_state: Default::default(),
            queue_states: Default::default(),
            fence_done: Default::default(),
            peer_flags: Default::default(),
            sealed0: Default::default(),
            sealed1: Default::default(),
            image_card_id: Default::default(),
            image_nonce: Default::default(),
            peer_beat: Default::default(),
            peer_beat_age: Default::default(),
            peer_card_age: Default::default(),
            arm_wanted: Default::default(),
            boot_nonce: Default::default(),
            own_beat: Default::default(),
            tick: Default::default(),
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
            fence_epoch0: Default::default(),
            fence_epoch1: Default::default(),
            start_resync: Default::default(),
            accept: Default::default(),
            drop_mirror: Default::default(),
            fence: Default::default(),
            lift: Default::default(),
            loopback: Default::default(),
            coded: Default::default(),
            coding: Default::default(),
            header_errors: Default::default(),
            locks_lost: Default::default(),
            count_refused: Default::default(),
            count_malformed: Default::default(),
            count_dropped: Default::default(),
            load: Default::default(),
            load_fence_epoch0: Default::default(),
            load_fence_epoch1: Default::default(),
            at: Default::default(),
            arm: Default::default(),
            looped: Default::default(),
            nonce: Default::default(),
            nonce_low: Default::default(),
            unsupported: Default::default(),
            dropped_writes: Default::default(),
            epochs: Default::default(),
            beat: Default::default(),
            range0: Default::default(),
            range1: Default::default(),
            range2: Default::default(),
            range3: Default::default(),
            range4: Default::default(),
            ticks_here: Default::default(),
            busy: Default::default(),
            unit: Default::default(),
            low_word: Default::default(),
            answer: Default::default(),
            answer_valid: Default::default(),
            low: Default::default(),
            high: Default::default(),
            found: Default::default(),
            word: Default::default(),
            both: Default::default(),
            id_header_word: Constant::new(header("ID", 0).to_bits()),
            ctrl_header_word: Constant::new(header("CTRL", 0).to_bits()),
            link_header_word: Constant::new(header("LINK", 0).to_bits()),
            mirror_header_word: Constant::new(header("MIRROR", 0).to_bits()),
            remote_header_word: Constant::new(header("REMOTE", 0).to_bits()),
            beat_header_word: Constant::new(header("BEAT", 0).to_bits()),
            mailbox_header_word: Constant::new(header("MAILBOX", 0).to_bits()),
            magic_word: Constant::new(abi::MAGIC.to_bits()),
            geometry_word: Constant::new((queues << 32 | local_bytes).to_bits()),
            capability_word: Constant::new((clock_khz << 32 | u64::from(CAPABILITIES)).to_bits()),
            coding_capability: Constant::new(u64::from(abi::registers::CAPABILITY_CODING).to_bits()),
            version_word: Constant::new(u64::from(abi::ABI_VERSION).to_bits()),
        }
    }
}

impl Logic for RegisterFile {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            arm,
            looped,
            nonce,
            nonce_low,
            unsupported,
            dropped_writes,
            epochs,
            beat,
            range0,
            range1,
            range2,
            range3,
            range4,
            ticks_here,
            busy,
            unit,
            low_word,
            answer,
            answer_valid
        );
        self.low.next = self.write_data.val().get_bits::<32>(0);
        self.high.next = self.write_data.val().get_bits::<32>(32);
        self.both.next = self.write_low.val() & self.write_high.val();
        self.ticks_here.d.next = self.ticks_here.q.val() + 1;
        if self.count_refused.val() | self.count_malformed.val() {
            self.unsupported.d.next = self.unsupported.q.val() + 1;
        }
        if self.count_refused.val() & self.count_malformed.val() {
            self.unsupported.d.next = self.unsupported.q.val() + 2;
        }
        if self.count_dropped.val() {
            self.dropped_writes.d.next = self.dropped_writes.q.val() + 1;
        }

        // Writes.
        self.start_resync.next = false;
        self.accept.next = false;
        self.drop_mirror.next = false;
        self.fence.next = bits::<2>(0);
        self.lift.next = bits::<2>(0);
        if self.write.val() {
            if (self.write_word.val() == self.at.control.val()) & self.write_low.val() {
                self.arm.d.next = self.low.val().get_bit(0);
            }
            if (self.write_word.val() == self.at.trainings.val()) & self.write_high.val() {
                self.looped.d.next = self.high.val().get_bit(0);
            }
            // Once between power-ons, and as a whole, when the high half comes.
            if self.write_word.val() == self.at.boot_nonce.val() {
                if self.write_low.val() {
                    self.nonce_low.d.next = self.low.val();
                }
                if self.write_high.val() & (self.nonce.q.val() == 0) {
                    self.nonce.d.next =
                        (bit_cast::<64, 32>(self.high.val()) << 32) | bit_cast::<64, 32>(self.nonce_low.q.val());
                    if self.write_low.val() {
                        self.nonce.d.next = self.write_data.val();
                    }
                }
            }
            if (self.write_word.val() == self.at.mirror_command.val()) & self.write_low.val() {
                self.start_resync.next = self.low.val() == 1;
                self.accept.next = self.low.val() == 2;
                self.drop_mirror.next = self.low.val() == 3;
            }
            if (self.write_word.val() == self.at.fence.val()) & self.write_low.val() {
                self.fence.next = self.low.val().get_bits::<2>(0);
            }
            if (self.write_word.val() == self.at.lift.val()) & self.write_low.val() {
                self.lift.next = self.low.val().get_bits::<2>(0);
            }
            if self.write_word.val() == self.at.fence_epoch.val() {
                if self.write_low.val() {
                    self.epochs.d.next = (bit_cast::<64, 32>(self.epochs.q.val().get_bits::<32>(32)) << 32)
                        | bit_cast::<64, 32>(self.low.val());
                }
                if self.write_high.val() {
                    self.epochs.d.next = (bit_cast::<64, 32>(self.high.val()) << 32)
                        | bit_cast::<64, 32>(self.epochs.q.val().get_bits::<32>(0));
                }
                if self.both.val() {
                    self.epochs.d.next = self.write_data.val();
                }
            }
            if self.write_word.val() == self.at.host_beat.val() {
                if self.write_low.val() {
                    self.beat.d.next = (bit_cast::<64, 32>(self.beat.q.val().get_bits::<32>(32)) << 32)
                        | bit_cast::<64, 32>(self.low.val());
                }
                if self.write_high.val() {
                    self.beat.d.next = (bit_cast::<64, 32>(self.high.val()) << 32)
                        | bit_cast::<64, 32>(self.beat.q.val().get_bits::<32>(0));
                }
                if self.both.val() {
                    self.beat.d.next = self.write_data.val();
                }
            }
            if self.write_word.val() == self.at.range0.val() {
                if self.write_low.val() {
                    self.range0.d.next = (bit_cast::<64, 32>(self.range0.q.val().get_bits::<32>(32)) << 32)
                        | bit_cast::<64, 32>(self.low.val());
                }
                if self.write_high.val() {
                    self.range0.d.next = (bit_cast::<64, 32>(self.high.val()) << 32)
                        | bit_cast::<64, 32>(self.range0.q.val().get_bits::<32>(0));
                }
                if self.both.val() {
                    self.range0.d.next = self.write_data.val();
                }
            }
            if self.write_word.val() == self.at.range1.val() {
                if self.write_low.val() {
                    self.range1.d.next = (bit_cast::<64, 32>(self.range1.q.val().get_bits::<32>(32)) << 32)
                        | bit_cast::<64, 32>(self.low.val());
                }
                if self.write_high.val() {
                    self.range1.d.next = (bit_cast::<64, 32>(self.high.val()) << 32)
                        | bit_cast::<64, 32>(self.range1.q.val().get_bits::<32>(0));
                }
                if self.both.val() {
                    self.range1.d.next = self.write_data.val();
                }
            }
            if self.write_word.val() == self.at.range2.val() {
                if self.write_low.val() {
                    self.range2.d.next = (bit_cast::<64, 32>(self.range2.q.val().get_bits::<32>(32)) << 32)
                        | bit_cast::<64, 32>(self.low.val());
                }
                if self.write_high.val() {
                    self.range2.d.next = (bit_cast::<64, 32>(self.high.val()) << 32)
                        | bit_cast::<64, 32>(self.range2.q.val().get_bits::<32>(0));
                }
                if self.both.val() {
                    self.range2.d.next = self.write_data.val();
                }
            }
            if self.write_word.val() == self.at.range3.val() {
                if self.write_low.val() {
                    self.range3.d.next = (bit_cast::<64, 32>(self.range3.q.val().get_bits::<32>(32)) << 32)
                        | bit_cast::<64, 32>(self.low.val());
                }
                if self.write_high.val() {
                    self.range3.d.next = (bit_cast::<64, 32>(self.high.val()) << 32)
                        | bit_cast::<64, 32>(self.range3.q.val().get_bits::<32>(0));
                }
                if self.both.val() {
                    self.range3.d.next = self.write_data.val();
                }
            }
            if self.write_word.val() == self.at.range4.val() {
                if self.write_low.val() {
                    self.range4.d.next = (bit_cast::<64, 32>(self.range4.q.val().get_bits::<32>(32)) << 32)
                        | bit_cast::<64, 32>(self.low.val());
                }
                if self.write_high.val() {
                    self.range4.d.next = (bit_cast::<64, 32>(self.high.val()) << 32)
                        | bit_cast::<64, 32>(self.range4.q.val().get_bits::<32>(0));
                }
                if self.both.val() {
                    self.range4.d.next = self.write_data.val();
                }
            }
        }
        if self.load.val() {
            self.epochs.d.next = (bit_cast::<64, 32>(self.load_fence_epoch1.val()) << 32)
                | bit_cast::<64, 32>(self.load_fence_epoch0.val());
        }

        // Reads: the low word in the first cycle of a request, the high word in the second.
        self.read.ready.next = !self.busy.q.val();
        self.read_unit.next = self.read.address.val().get_bits::<12>(0);
        self.read_word.next = bit_cast::<13, 12>(self.read.address.val().get_bits::<12>(0)) << 1;
        if self.busy.q.val() {
            self.read_word.next = (bit_cast::<13, 12>(self.unit.q.val()) << 1) | bits::<13>(1);
        }
        self.found.next = bits::<64>(0);
        if self.read_word.val() == self.at.id_header.val() {
            self.found.next = self.id_header_word.val();
        }
        if self.read_word.val() == self.at.magic.val() {
            self.found.next = self.magic_word.val();
        }
        if self.read_word.val() == self.at.abi_version.val() {
            self.found.next =
                (bit_cast::<64, 32>(self.board.val()) << 32) | bit_cast::<64, 32>(self.version_word.val());
        }
        if self.read_word.val() == self.at.build_hash.val() {
            self.found.next = self.build_hash.val();
        }
        if self.read_word.val() == self.at.card_id.val() {
            self.found.next = self.card_id.val();
        }
        if self.read_word.val() == self.at.local_bytes.val() {
            self.found.next = self.geometry_word.val();
        }
        if self.read_word.val() == self.at.capabilities.val() {
            self.found.next = self.capability_word.val();
            if self.coded.val() {
                self.found.next = self.capability_word.val() | self.coding_capability.val();
            }
        }
        if self.read_word.val() == self.at.ctrl_header.val() {
            self.found.next = self.ctrl_header_word.val();
        }
        if self.read_word.val() == self.at.control.val() {
            if self.arm.q.val() {
                self.found.next = bits::<64>(1);
            }
        }
        if self.read_word.val() == self.at.state.val() {
            self.found.next = bit_cast::<64, 32>(self.state.val());
        }
        if self.read_word.val() == self.at.generation.val() {
            self.found.next = bit_cast::<64, 16>(self.generation.val());
        }
        if self.read_word.val() == self.at.hw_sequence.val() {
            self.found.next = bit_cast::<64, 48>(self.hw_sequence.val());
        }
        if self.read_word.val() == self.at.boot_nonce.val() {
            self.found.next = self.nonce.q.val();
        }
        if self.read_word.val() == self.at.unsupported.val() {
            self.found.next =
                (bit_cast::<64, 32>(self.dropped_writes.q.val()) << 32) | bit_cast::<64, 32>(self.unsupported.q.val());
        }
        if self.read_word.val() == self.at.link_header.val() {
            self.found.next = self.link_header_word.val();
        }
        if self.read_word.val() == self.at.link_state.val() {
            self.found.next = (bit_cast::<64, 8>(self.session.val()) << 32) | bit_cast::<64, 2>(self.link_state.val());
        }
        if self.read_word.val() == self.at.peer_card_id.val() {
            self.found.next = self.peer_card_id.val();
        }
        if self.read_word.val() == self.at.peer_nonce.val() {
            self.found.next = self.peer_nonce.val();
        }
        if self.read_word.val() == self.at.frames_sent.val() {
            self.found.next = self.frames_sent.val();
        }
        if self.read_word.val() == self.at.frames_received.val() {
            self.found.next = self.frames_received.val();
        }
        if self.read_word.val() == self.at.crc_errors.val() {
            self.found.next =
                (bit_cast::<64, 32>(self.naks_sent.val()) << 32) | bit_cast::<64, 32>(self.crc_errors.val());
        }
        if self.read_word.val() == self.at.naks_received.val() {
            self.found.next =
                (bit_cast::<64, 32>(self.replays.val()) << 32) | bit_cast::<64, 32>(self.naks_received.val());
        }
        if self.read_word.val() == self.at.trainings.val() {
            self.found.next = bit_cast::<64, 32>(self.trainings.val());
            if self.looped.q.val() {
                self.found.next = bit_cast::<64, 32>(self.trainings.val()) | (bits::<64>(1) << 32);
            }
        }
        if self.read_word.val() == self.at.coding.val() {
            self.found.next =
                (bit_cast::<64, 32>(self.header_errors.val()) << 32) | bit_cast::<64, 2>(self.coding.val());
        }
        if self.read_word.val() == self.at.locks_lost.val() {
            self.found.next = bit_cast::<64, 32>(self.locks_lost.val());
        }
        if self.read_word.val() == self.at.mirror_header.val() {
            self.found.next = self.mirror_header_word.val();
        }
        if self.read_word.val() == self.at.mirror_state.val() {
            self.found.next = (bit_cast::<64, 2>(self.fenced.val()) << 32) | bit_cast::<64, 2>(self.mirror_state.val());
        }
        if self.read_word.val() == self.at.cursor.val() {
            self.found.next =
                bit_cast::<64, 32>(self.cursor.val()) | (bit_cast::<64, 1>(self.catching_up.val().into()) << 32);
        }
        if self.read_word.val() == self.at.range0.val() {
            self.found.next = self.range0.q.val();
        }
        if self.read_word.val() == self.at.range1.val() {
            self.found.next = self.range1.q.val();
        }
        if self.read_word.val() == self.at.range2.val() {
            self.found.next = self.range2.q.val();
        }
        if self.read_word.val() == self.at.range3.val() {
            self.found.next = self.range3.q.val();
        }
        if self.read_word.val() == self.at.range4.val() {
            self.found.next = self.range4.q.val();
        }
        if self.read_word.val() == self.at.remote_header.val() {
            self.found.next = self.remote_header_word.val();
        }
        if self.read_word.val() == self.at.image_state.val() {
            self.found.next = bit_cast::<64, 2>(self.image_state.val());
        }
        if self.read_word.val() == self.at.fence.val() {
            self.found.next = bit_cast::<64, 2>(self.fence_done.val()) << 32;
        }
        if self.read_word.val() == self.at.lift.val() {
            self.found.next = bit_cast::<64, 16>(self.peer_flags.val()) << 32;
        }
        if self.read_word.val() == self.at.sealed0.val() {
            self.found.next = self.sealed0.val();
        }
        if self.read_word.val() == self.at.sealed1.val() {
            self.found.next = self.sealed1.val();
        }
        if self.read_word.val() == self.at.image_card_id.val() {
            self.found.next = self.image_card_id.val();
        }
        if self.read_word.val() == self.at.image_nonce.val() {
            self.found.next = self.image_nonce.val();
        }
        if self.read_word.val() == self.at.fence_epoch.val() {
            self.found.next = self.epochs.q.val();
        }
        if self.read_word.val() == self.at.queue_states.val() {
            self.found.next = bit_cast::<64, 4>(self.queue_states.val());
        }
        if self.read_word.val() == self.at.beat_header.val() {
            self.found.next = self.beat_header_word.val();
        }
        if self.read_word.val() == self.at.host_beat.val() {
            self.found.next = self.beat.q.val();
        }
        if self.read_word.val() == self.at.peer_beat.val() {
            self.found.next = self.peer_beat.val();
        }
        if self.read_word.val() == self.at.peer_beat_age.val() {
            self.found.next = self.peer_beat_age.val();
        }
        if self.read_word.val() == self.at.peer_card_age.val() {
            self.found.next = self.peer_card_age.val();
        }
        if self.read_word.val() == self.at.ticks.val() {
            self.found.next = self.ticks_here.q.val();
        }
        if self.read_word.val() == self.at.mailbox_header.val() {
            self.found.next = self.mailbox_header_word.val();
        }
        self.word.next =
            ((self.found.val() | self.blocks_data.val()) | self.queue0_data.val()) | self.queue1_data.val();
        self.answer_valid.d.next = false;
        if self.read.valid.val() & !self.busy.q.val() {
            self.busy.d.next = true;
            self.unit.d.next = self.read.address.val().get_bits::<12>(0);
            self.low_word.d.next = self.word.val();
        }
        if self.busy.q.val() {
            self.busy.d.next = false;
            self.answer.d.next =
                (bit_cast::<128, 64>(self.word.val()) << 64) | bit_cast::<128, 64>(self.low_word.q.val());
            // The partner's slots come out of a memory, a beat at a time: 0x1800 to 0x1BFF.
            if self.unit.q.val().get_bits::<6>(6) == 6 {
                self.answer.d.next = self.mail_beat.val();
            }
            self.answer_valid.d.next = true;
        }
        self.read.data_valid.next = self.answer_valid.q.val();
        self.read.data.next = self.answer.q.val();

        self.arm_wanted.next = self.arm.q.val();
        self.loopback.next = self.looped.q.val();
        self.boot_nonce.next = self.nonce.q.val();
        self.own_beat.next = self.beat.q.val();
        self.tick.next = self.ticks_here.q.val().get_bits::<48>(0);
        self.range0_start.next = self.range0.q.val().get_bits::<32>(0);
        self.range0_end.next = self.range0.q.val().get_bits::<32>(32);
        self.range1_start.next = self.range1.q.val().get_bits::<32>(0);
        self.range1_end.next = self.range1.q.val().get_bits::<32>(32);
        self.range2_start.next = self.range2.q.val().get_bits::<32>(0);
        self.range2_end.next = self.range2.q.val().get_bits::<32>(32);
        self.range3_start.next = self.range3.q.val().get_bits::<32>(0);
        self.range3_end.next = self.range3.q.val().get_bits::<32>(32);
        self.range4_start.next = self.range4.q.val().get_bits::<32>(0);
        self.range4_end.next = self.range4.q.val().get_bits::<32>(32);
        self.fence_epoch0.next = self.epochs.q.val().get_bits::<32>(0);
        self.fence_epoch1.next = self.epochs.q.val().get_bits::<32>(32);
    }
}
