//! The register map of BAR0.
//!
//! BAR0 is a chain of blocks. The first 64-bit word of each is its header {type 16, version 16, offset of the next
//! block 32 (0 ends the chain)}. Registers are 64 bits wide and 8-byte aligned for the hardware; the host may access
//! either half with 32 bits. Where a register is two 32-bit fields, both are named.

/// What the host may do with a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read only; writes are ignored.
    ReadOnly,
    /// Read and write.
    ReadWrite,
    /// Write only; reads give zero. Writing acts.
    Command,
}

/// One register.
#[derive(Clone, Copy, Debug)]
pub struct Register {
    /// Name in the field's terms, as the RTL and the driver call it.
    pub name: &'static str,
    /// Byte offset from the start of its block.
    pub offset: u32,
    /// Width in bits: 32 or 64.
    pub bits: u32,
    /// What the host may do.
    pub access: Access,
    /// What it means, with units.
    pub doc: &'static str,
}

/// One block of registers, present `count` times, `stride` bytes apart.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// Name of the block.
    pub name: &'static str,
    /// Type in the header word.
    pub kind: u16,
    /// Version in the header word.
    pub version: u16,
    /// Byte offset of the first instance in BAR0.
    pub base: u32,
    /// Number of instances.
    pub count: u32,
    /// What the block is for.
    pub doc: &'static str,
    /// Its registers, by offset.
    pub registers: &'static [Register],
}

/// Bytes between two blocks.
pub const BLOCK_STRIDE: u32 = 0x100;

macro_rules! block {
    ($module:ident, $name:literal, type $kind:literal version $version:literal at $base:literal times $count:expr, $doc:literal;
     $($reg:ident $offset:literal $bits:literal $access:ident $text:literal;)*) => {
        #[doc = $doc]
        pub mod $module {
            use super::{Access, Block, Register};
            /// Byte offset of the (first) block in BAR0.
            pub const BASE: u32 = $base;
            /// Type in the header word.
            pub const KIND: u16 = $kind;
            $(#[doc = $text] pub const $reg: u32 = $base + $offset;)*
            pub(super) const BLOCK: Block = Block {
                name: $name, kind: $kind, version: $version, base: $base, count: $count, doc: $doc,
                registers: &[$(Register { name: stringify!($reg), offset: $offset, bits: $bits, access: Access::$access, doc: $text },)*],
            };
        }
    };
}

block! { id, "ID", type 1 version 1 at 0x0000 times 1, "Who the card is.";
    MAGIC         0x08 64 ReadOnly "ASCII `SAVEPNT1`.";
    ABI_VERSION   0x10 32 ReadOnly "Version of this contract.";
    BOARD         0x14 32 ReadOnly "Board number: 0 simulation, others see `boards/`.";
    BUILD_HASH    0x18 64 ReadOnly "First eight bytes of the hash over the emitted Verilog's sources.";
    CARD_ID       0x20 64 ReadOnly "Serial of the card, unique in a pair.";
    LOCAL_BYTES   0x28 32 ReadOnly "Size of LOCAL (and of REMOTE) in bytes.";
    QUEUES        0x2C 32 ReadOnly "Number of log queues.";
    CAPABILITIES  0x30 32 ReadOnly "Bit 0 VOLATILE: contents do not survive a power failure. Bit 1 DMA. Bit 2 MSI-X. Bit 3 MAILBOX. Bit 4 BATTERY: the POWER block measures and tests. Bit 5 ECC: the MEM block counts, scrubs and poisons. Bit 6 ERASE: the MEM block erases. Bit 7 COUNTERS. Bit 8 EVENTS. Bit 9 LOOPBACK: LINK.CONTROL works. Bit 10 CODING: the link has its line coding, LINK.CODING counts.";
    CLOCK_KHZ     0x34 32 ReadOnly "Core clock in kHz: what a tick is.";
}
/// Contents do not survive a power failure (`shm`).
pub const CAPABILITY_VOLATILE: u32 = 1;
/// There is a DMA engine.
pub const CAPABILITY_DMA: u32 = 2;
/// There is MSI-X.
pub const CAPABILITY_MSIX: u32 = 4;
/// Messages of the mailbox go to the partner's card.
pub const CAPABILITY_MAILBOX: u32 = 8;
/// The POWER block measures the battery and can test the hold-up time.
pub const CAPABILITY_BATTERY: u32 = 16;
/// The MEM block counts memory errors, scrubs, and can poison.
pub const CAPABILITY_ECC: u32 = 32;
/// The MEM block can erase the memory.
pub const CAPABILITY_ERASE: u32 = 64;
/// The COUNTERS block counts.
pub const CAPABILITY_COUNTERS: u32 = 128;
/// The EVENTS block keeps events.
pub const CAPABILITY_EVENTS: u32 = 256;
/// LINK.CONTROL can loop the link back.
pub const CAPABILITY_LOOPBACK: u32 = 512;
/// The link has its line coding, and LINK counts what is wrong with it.
pub const CAPABILITY_CODING: u32 = 1024;

block! { ctrl, "CTRL", type 2 version 1 at 0x0100 times 1, "Arming, state and errors of the card.";
    CONTROL             0x08 32 ReadWrite "Bit 0 ARM: the host wants watermarks to count.";
    STATE               0x10 32 ReadOnly "Bit 0 ARMED, bit 1 FAILED, bit 2 VALID (NV contents good at boot), bit 3 BATTERY good, bit 4 READY (boot sequence over), bit 5 DIRTY (the last drain did not finish).";
    GENERATION          0x18 32 ReadOnly "Power generation, 16 bit, one higher at each power-on.";
    HW_SEQUENCE         0x20 64 ReadOnly "Next hardware sequence, 48 bit.";
    BOOT_NONCE          0x28 64 ReadWrite "Random number the host gives the card; names this card's session to the partner. The link stays down while it is 0. May be set once between power-ons; later writes are ignored.";
    UNSUPPORTED         0x30 32 ReadOnly "Requests answered as unsupported or dropped as malformed, counted.";
    DROPPED_WRITES      0x34 32 ReadOnly "Posted writes outside what the host may write, counted.";
}
pub const STATE_ARMED: u32 = 1;
pub const STATE_FAILED: u32 = 2;
pub const STATE_VALID: u32 = 4;
pub const STATE_BATTERY: u32 = 8;
pub const STATE_READY: u32 = 16;
pub const STATE_DIRTY: u32 = 32;

block! { logq, "LOGQ", type 3 version 1 at 0x0200 times crate::geometry::QUEUES as u32, "One log queue: a line ring, a payload ring and two watermarks.";
    CONTROL             0x08 32 ReadWrite "Bit 0 ENABLE. Geometry and position may be written only while it is 0.";
    EPOCH               0x0C 32 ReadWrite "Epoch of the region, repeated in the watermark line.";
    LINE_BASE           0x10 32 ReadWrite "Byte offset of the line ring in LOCAL, 64-byte aligned.";
    LINE_COUNT          0x14 32 ReadWrite "Lines in the ring, a power of two, 128 or more.";
    PAYLOAD_BASE        0x18 32 ReadWrite "Byte offset of the payload ring in LOCAL, 64-byte aligned.";
    PAYLOAD_BYTES       0x1C 32 ReadWrite "Bytes of the payload ring, a multiple of 64.";
    POSITION            0x20 64 ReadWrite "Next slot expected. Writing sets LOCAL and MIRRORED to the same value.";
    LOCAL               0x28 64 ReadOnly "Slots below this are durable here.";
    MIRRORED            0x30 64 ReadOnly "Slots below this are durable here and at the partner.";
    WATERMARK_ADDRESS   0x38 64 ReadWrite "Host address of the queue's watermark line, 64-byte aligned; 0 turns it off.";
    TICKET_ERRORS       0x40 32 ReadOnly "Lines stored but not published because slot and address disagree, counted.";
    CRC_ERRORS          0x44 32 ReadOnly "Lines published whose CRC-32C does not hold, counted.";
    ARM                 0x48 64 Command "Arms the queue's interrupt, once: it comes when a watermark line has said MIRRORED at or above bits 0 to 47, at once if one has already. Bit 63: LOCAL instead. A new value replaces the last. Takes effect when the high half is written.";
}
block! { link, "LINK", type 4 version 1 at 0x0600 times 1, "The dedicated link.";
    STATE           0x08 32 ReadOnly "0 down, 1 waiting for the partner's HELLO, 2 up.";
    SESSION         0x0C 32 ReadOnly "Number of the session, 8 bit.";
    PEER_CARD_ID    0x10 64 ReadOnly "Serial of the partner's card; 0 before its first HELLO.";
    PEER_NONCE      0x18 64 ReadOnly "Boot nonce of the partner's card.";
    FRAMES_SENT     0x20 64 ReadOnly "Frames sent, replays included.";
    FRAMES_RECEIVED 0x28 64 ReadOnly "Good frames received.";
    CRC_ERRORS      0x30 32 ReadOnly "Frames dropped for a bad CRC or header, counted.";
    NAKS_SENT       0x34 32 ReadOnly "NAKs sent.";
    NAKS_RECEIVED   0x38 32 ReadOnly "NAKs received.";
    REPLAYS         0x3C 32 ReadOnly "Times the transmitter went back.";
    TRAININGS       0x40 32 ReadOnly "Times the link came up.";
    CONTROL         0x44 32 ReadWrite "Bit 0 LOOPBACK: the receiver hears this card's own transmitter, the line nothing. The link goes down for the partner; in loopback it stays in HELLO, because a card refuses its own HELLO, and FRAMES_RECEIVED counts.";
    CODING          0x48 32 ReadOnly "Line coding: bit 0 LOCKED (block lock), bit 1 HIGH_BER (16 or more bad sync headers in 125 us).";
    HEADER_ERRORS   0x4C 32 ReadOnly "Blocks with a bad sync header while locked, counted.";
    LOCKS_LOST      0x50 32 ReadOnly "Times block lock was lost.";
}
/// LINK.CONTROL: near-end loopback.
pub const LINK_LOOPBACK: u32 = 1;
/// LINK.CODING: the receiver knows where blocks begin.
pub const CODING_LOCKED: u32 = 1;
/// LINK.CODING: too many bad sync headers.
pub const CODING_HIGH_BER: u32 = 2;
pub const LINK_DOWN: u32 = 0;
pub const LINK_HELLO: u32 = 1;
pub const LINK_UP: u32 = 2;

block! { mirror, "MIRROR", type 5 version 1 at 0x0700 times 1, "The sending side: what goes to the partner.";
    COMMAND         0x08 32 Command "1 START_RESYNC: send the ranges, then everything new. 2 ACCEPT: after SYNCED, let mirrored watermarks count. 3 DROP: declare the mirror lost.";
    STATE           0x10 32 ReadOnly "0 LOST, 1 RESYNC, 2 SYNCED (the partner has persisted IN_SYNC), 3 MIRRORING.";
    FENCED          0x14 32 ReadOnly "Bit n: the partner's card refuses queue n.";
    CURSOR          0x18 32 ReadOnly "Byte offset in LOCAL the resync has reached.";
    MODE            0x1C 32 ReadOnly "0 LIVE: what is stored goes to the partner at once. 1 CATCHUP: more waits than the card holds ready; it is read back from LOCAL in the order in which it was stored. The session goes on.";
    RANGE0_START    0x20 32 ReadWrite "First byte of a range to resync, 64-byte aligned. Ranges may be written while STATE is not RESYNC; equal start and end is an empty range.";
    RANGE0_END      0x24 32 ReadWrite "Byte after the range, 64-byte aligned.";
    RANGE1_START    0x28 32 ReadWrite "Second range.";
    RANGE1_END      0x2C 32 ReadWrite "Second range.";
    RANGE2_START    0x30 32 ReadWrite "Third range.";
    RANGE2_END      0x34 32 ReadWrite "Third range.";
    RANGE3_START    0x38 32 ReadWrite "Fourth range.";
    RANGE3_END      0x3C 32 ReadWrite "Fourth range.";
    RANGE4_START    0x40 32 ReadWrite "Fifth range.";
    RANGE4_END      0x44 32 ReadWrite "Fifth range.";
}
pub const COMMAND_START_RESYNC: u32 = 1;
pub const COMMAND_ACCEPT: u32 = 2;
pub const COMMAND_DROP: u32 = 3;
pub const MIRROR_LOST: u32 = 0;
pub const MIRROR_RESYNC: u32 = 1;
pub const MIRROR_SYNCED: u32 = 2;
pub const MIRROR_MIRRORING: u32 = 3;
pub const MODE_LIVE: u32 = 0;
pub const MODE_CATCHUP: u32 = 1;
/// Ranges a resync can send.
pub const RESYNC_RANGES: usize = 5;

block! { remote, "REMOTE", type 6 version 1 at 0x0800 times 1, "The receiving side: the image of the partner and who may write it. All of it survives a power cycle in the NV header.";
    IMAGE_STATE     0x08 32 ReadOnly "The lowest of QUEUE_STATES: 0 INVALID (never synced), 1 INCONSISTENT (a resync has not finished), 2 IN_SYNC.";
    FENCE           0x10 32 Command "Bit n: refuse queue n from now on, across resets, until lifted.";
    FENCE_DONE      0x14 32 ReadOnly "Bit n: queue n is fenced and all frames accepted before are stored: sealed.";
    LIFT            0x18 32 Command "Bit n: accept queue n again. Its part of the image becomes INCONSISTENT until the next resync.";
    PEER_FLAGS      0x1C 32 ReadOnly "Flags of the partner's last HELLO or BEAT: bit 0 ARMED, bit 1 its image of us is IN_SYNC. 0 while the link is not up, but for bit 3 LAST_GASP: the partner's power is failing; cleared when it is heard again.";
    SEALED0         0x20 64 ReadOnly "Slots of queue 0 received without a gap.";
    SEALED1         0x28 64 ReadOnly "Slots of queue 1 received without a gap.";
    IMAGE_CARD_ID   0x30 64 ReadOnly "Serial of the card whose image this is.";
    IMAGE_NONCE     0x38 64 ReadOnly "Boot nonce of that card when the image was synced.";
    FENCE_EPOCH0    0x40 32 ReadWrite "Epoch up to which queue 0 is fenced; written before FENCE.";
    FENCE_EPOCH1    0x44 32 ReadWrite "Epoch up to which queue 1 is fenced; written before FENCE.";
    QUEUE_STATES    0x48 32 ReadOnly "Bits 2n to 2n+1: state of queue n's part of the image, as in IMAGE_STATE. That of a fenced queue stands still.";
}
pub const IMAGE_INVALID: u32 = 0;
pub const IMAGE_INCONSISTENT: u32 = 1;
pub const IMAGE_IN_SYNC: u32 = 2;

block! { beat, "BEAT", type 7 version 1 at 0x0900 times 1, "Signs of life.";
    HOST_BEAT       0x08 64 ReadWrite "A counter the host raises; sent to the partner in every BEAT.";
    PEER_BEAT       0x10 64 ReadOnly "The partner host's counter as last heard.";
    PEER_BEAT_AGE   0x18 64 ReadOnly "Ticks since PEER_BEAT changed.";
    PEER_CARD_AGE   0x20 64 ReadOnly "Ticks since the last good frame.";
    TICKS           0x28 64 ReadOnly "Core clock ticks since power-on.";
}

block! { power, "POWER", type 9 version 1 at 0x0B00 times 1, "Battery, validity of the contents, and how long a drain takes.";
    MILLIVOLTS       0x08 32 ReadOnly "Voltage of the battery, millivolts.";
    TEMPERATURE      0x0C 32 ReadOnly "Temperature of the battery, signed, thousandths of a degree Celsius.";
    CHARGE           0x10 32 ReadOnly "Charge of the battery, thousandths of its capacity.";
    VALIDITY         0x14 32 ReadOnly "What VALID is made of, as found at boot: bit 0 HEADER (CLEAN, and its CRC good), bit 1 RAIL (the memory never lost the battery's power), bit 2 SWEEP (no uncorrectable error in the boot sweep). VALID is all three.";
    TEST             0x18 32 Command "1 START: the battery carries the card's hold-up load for the length of the longest drain; its voltage must not fall below LIMIT_MILLIVOLTS. Ignored while a test runs.";
    TEST_RESULT      0x1C 32 ReadOnly "0 NEVER, 1 RUNNING, 2 PASSED, 3 FAILED. After FAILED the battery counts as bad until a test passes.";
    TEST_MILLIVOLTS  0x20 32 ReadOnly "Lowest voltage of the last test, millivolts.";
    LIMIT_MILLIVOLTS 0x24 32 ReadOnly "What TEST_MILLIVOLTS must not be below, millivolts.";
    GENERATION       0x28 32 ReadOnly "Power generation, as in CTRL.";
    DRAIN_TICKS      0x2C 32 ReadOnly "How long the last drain took, from the power failure to the CLEAN header's first write, ticks; 0 if the last header is not CLEAN.";
    DRAIN_LIMIT      0x30 32 ReadOnly "The longest drain this card is built for, ticks.";
}
pub const VALIDITY_HEADER: u32 = 1;
pub const VALIDITY_RAIL: u32 = 2;
pub const VALIDITY_SWEEP: u32 = 4;
pub const TEST_START: u32 = 1;
pub const TEST_NEVER: u32 = 0;
pub const TEST_RUNNING: u32 = 1;
pub const TEST_PASSED: u32 = 2;
pub const TEST_FAILED: u32 = 3;

block! { mem, "MEM", type 10 version 1 at 0x0C00 times 1, "Errors of the memory, scrub, and erase. Byte offsets: LOCAL at 0, REMOTE behind it.";
    CORRECTED        0x08 32 ReadOnly "Single-bit errors found and corrected, counted.";
    UNCORRECTED      0x0C 32 ReadOnly "Units of 16 bytes found with more than one wrong bit, counted. Such a unit is never given out as data: a host read of it fails, a resync that meets it loses the mirror. A write of the whole unit heals it.";
    CORRECTED_AT     0x10 32 ReadOnly "Byte offset of the last corrected error.";
    UNCORRECTED_AT   0x14 32 ReadOnly "Byte offset of the last uncorrectable error.";
    SCRUB_AT         0x18 32 ReadOnly "Byte offset the scrub has reached.";
    SCRUB_PERIOD     0x1C 32 ReadWrite "Ticks from one unit of 16 bytes to the next; 0 stops the scrub, less than 64 counts as 64.";
    SCRUB_PASSES     0x20 32 ReadOnly "Times the scrub has come to the end of the memory.";
    SCRUB_START      0x24 32 Command "Any value: the scrub goes back to offset 0.";
    POISON_AT        0x28 32 ReadWrite "Byte offset of the unit to poison, 16-byte aligned, in LOCAL or REMOTE but not in the NV header.";
    POISON           0x2C 32 Command "For tests: 1 flips one stored bit of the unit at POISON_AT, 2 flips two. Refused while ARMED.";
    ERASE_UNLOCK     0x30 64 Command "First step of an erase: the card's serial (ID.CARD_ID), as one 64-bit write. Refused while ARMED, and once BOOT_NONCE is set (the partner may be writing).";
    ERASE            0x38 64 Command "Second step, within ERASE_PATIENCE ticks and as one 64-bit write: ASCII `ERASEALL`. Everything outside the NV header becomes zero and is read back; queues, image and VALID are forgotten; the power generation and hardware sequence go on.";
    ERASE_STATE      0x40 32 ReadOnly "0 IDLE, 1 UNLOCKED, 2 ERASING, 3 VERIFYING, 4 DONE, 5 REFUSED, 6 FAILED (something did not read back as zero).";
    ERASE_AT         0x44 32 ReadOnly "Byte offset the erase, or its read-back, has reached.";
}
pub const POISON_SINGLE: u32 = 1;
pub const POISON_DOUBLE: u32 = 2;
/// The second key of an erase: the ASCII bytes `ERASEALL`, first byte in the lowest address.
pub const ERASE_KEY: u64 = u64::from_le_bytes(*b"ERASEALL");
/// How long an unlocked erase waits for its second step, ticks: 1 s at 250 MHz.
pub const ERASE_PATIENCE: u32 = 250_000_000;
pub const ERASE_IDLE: u32 = 0;
pub const ERASE_UNLOCKED: u32 = 1;
pub const ERASE_ERASING: u32 = 2;
pub const ERASE_VERIFYING: u32 = 3;
pub const ERASE_DONE: u32 = 4;
pub const ERASE_REFUSED: u32 = 5;
pub const ERASE_FAILED: u32 = 6;

block! { dma, "DMA", type 8 version 1 at 0x0A00 times 1, "The DMA engine: a ring of descriptors and a ring of completions in host memory, of RING_COUNT entries each; see `abi::dma`. A reset of the function clears all of it.";
    CONTROL             0x08 32 ReadWrite "Bit 0 ENABLE. Setting it begins with descriptor 0 and phase 1; clearing it stops the ring and ends HALTED.";
    STATE               0x0C 32 ReadOnly "0 stopped, 1 running, 2 HALTED: a descriptor failed, see HALT_CAUSE.";
    RING_ADDRESS        0x10 64 ReadWrite "Host address of the descriptors, 64-byte aligned. May be written only while ENABLE is 0, like the two below.";
    RING_COUNT          0x18 32 ReadWrite "Descriptors in the ring: a power of two, 2 to 65536.";
    TAIL                0x1C 32 ReadWrite "Descriptors written by the host, counted from ENABLE on, wrapping at 2^32. To be 0 when ENABLE is set.";
    COMPLETION_ADDRESS  0x20 64 ReadWrite "Host address of the completions, 64-byte aligned.";
    RETIRED             0x28 32 ReadOnly "Descriptors retired since ENABLE, wrapping: their completions have been written.";
    HALT_CAUSE          0x2C 32 ReadOnly "0 none, 1 the last completion says, 2 the host refused the fetch of a descriptor, 3 it did not answer it in time.";
    QUARANTINED         0x30 32 ReadOnly "Bit n: tag n is out for a read that was given up, and is not used before it has come back.";
    UNEXPECTED          0x34 32 ReadOnly "Completions of the host nobody waited for, counted.";
    ARM                 0x38 32 Command "Arms the interrupt of the ring, once: it comes when RETIRED has reached this count, at once if it has already, and when the ring halts.";
}
pub const DMA_STOPPED: u32 = 0;
pub const DMA_RUNNING: u32 = 1;
pub const DMA_HALTED: u32 = 2;

block! { mailbox, "MAILBOX", type 11 version 1 at 0x0D00 times 1, "Messages from host to host through the cards, beside the mirror: they need no session and pass a fence. The data of the slots is at 0x1000 (ours, write only) and 0x1800 (the partner's, read only), 256 bytes each; see `abi::mailbox`.";
    SEND            0x08 32 Command "Bit n: what has been written into our slot n goes to the partner, and again until its card has it. It replaces what was sent from that slot before.";
    PENDING         0x0C 32 ReadOnly "Bit n: the partner's card has not said that it has the newest message of our slot n.";
    SENT0           0x10 32 ReadOnly "Messages sent from slot 0 since power-on, counted.";
    SENT1           0x14 32 ReadOnly "Messages sent from slot 1.";
    SENT2           0x18 32 ReadOnly "Messages sent from slot 2.";
    SENT3           0x1C 32 ReadOnly "Messages sent from slot 3.";
    RECEIVED0       0x20 32 ReadOnly "Times the partner's slot 0 was stored here since power-on, repetitions included; 0: it is empty.";
    RECEIVED1       0x24 32 ReadOnly "Times the partner's slot 1 was stored here.";
    RECEIVED2       0x28 32 ReadOnly "Times the partner's slot 2 was stored here.";
    RECEIVED3       0x2C 32 ReadOnly "Times the partner's slot 3 was stored here.";
}

block! { counters, "COUNTERS", type 12 version 1 at 0x0E00 times 1, "What has passed through the card since power-on, all of one cycle.";
    SNAPSHOT         0x08 32 Command "Any value: the running counters are copied into the registers below, all in one cycle.";
    SNAPSHOTS        0x0C 32 ReadOnly "Snapshots taken. The same before and after reading: what was read is of one cycle.";
    TICKS            0x10 64 ReadOnly "Ticks since power-on at the snapshot.";
    POSTED_TLPS      0x18 64 ReadOnly "Posted packets taken from the host.";
    READ_TLPS        0x20 64 ReadOnly "Requests that wanted an answer.";
    COMPLETION_TLPS  0x28 64 ReadOnly "Completions sent.";
    HOST_TLPS        0x30 64 ReadOnly "Packets written into host memory.";
    LINES            0x38 64 ReadOnly "Whole lines stored, published or not.";
    STORED_BYTES     0x40 64 ReadOnly "Bytes stored for the host.";
    REMOTE_BYTES     0x48 64 ReadOnly "Bytes stored for the partner.";
    READ_BYTES       0x50 64 ReadOnly "Bytes read from memory, for whatever reason.";
    FRAMES_SENT      0x58 64 ReadOnly "Frames sent, replays included.";
    FRAMES_RECEIVED  0x60 64 ReadOnly "Good frames received.";
    STALLS_HOST      0x68 64 ReadOnly "Ticks in which the host had a beat and the card did not take it.";
    STALLS_MEMORY    0x70 64 ReadOnly "Ticks in which the card had a write and memory did not take it.";
    STALLS_MIRROR    0x78 64 ReadOnly "Ticks in which ingress had a beat and waited for the mirror.";
    STALLS_LINE      0x80 64 ReadOnly "Ticks in which the card had a beat for the line and the line did not take it.";
}

block! { events, "EVENTS", type 13 version 1 at 0x0F00 times 1, "What has happened, in order: a ring of 32. The oldest event stays until it is consumed; what does not fit is counted and shows as a gap in SEQUENCE.";
    WAITING          0x08 32 ReadOnly "Events in the ring.";
    LOST             0x0C 32 ReadOnly "Events that found no place, counted.";
    CODE             0x10 32 ReadOnly "Code of the oldest event, see `abi::events`; 0 if there is none.";
    SEQUENCE         0x14 32 ReadOnly "Its number: counts every event since power-on, lost ones included, from 1.";
    ARGUMENT         0x18 64 ReadOnly "Its argument, by code.";
    TICK             0x20 64 ReadOnly "When: ticks since power-on.";
    CONSUME          0x28 32 Command "The SEQUENCE of the oldest event: removes it. Any other value does nothing.";
}

block! { msix, "MSIX", type 14 version 1 at 0x3000 times 1, "Interrupts, beside the MSI-X table at 0x4000 and the pending bits at 0x5000: vectors 0 and 1 are the queues', 2 events, 3 DMA; see `abi::msix`.";
    INTERVAL        0x08 32 ReadWrite "Shortest time between two interrupts of the same vector, in ticks; more than 64 us counts as 64 us.";
    ARMED           0x0C 32 ReadOnly "Bit n: vector n waits for its threshold.";
    SENT            0x10 32 ReadOnly "Interrupts sent since power-on, counted.";
}

/// Every block, by offset.
pub const BLOCKS: &[Block] = &[
    id::BLOCK,
    ctrl::BLOCK,
    logq::BLOCK,
    link::BLOCK,
    mirror::BLOCK,
    remote::BLOCK,
    beat::BLOCK,
    dma::BLOCK,
    power::BLOCK,
    mem::BLOCK,
    mailbox::BLOCK,
    counters::BLOCK,
    events::BLOCK,
    msix::BLOCK,
];

/// The register at a byte offset of BAR0, and its width in bits.
pub fn find(offset: u32) -> Option<(&'static Register, u32)> {
    let (block, base) = instance(offset)?;
    block.registers.iter().find(|r| base + r.offset == offset).map(|r| (r, r.bits))
}

/// The header word at a byte offset of BAR0, if a block begins there.
pub fn block_header(offset: u32) -> Option<u64> {
    let (block, base) = instance(offset)?;
    let next = if base + BLOCK_STRIDE < block.base + block.count * BLOCK_STRIDE {
        base + BLOCK_STRIDE
    } else {
        BLOCKS.iter().map(|b| b.base).filter(|&b| b > base).min().unwrap_or(0)
    };
    (base == offset).then_some(block.kind as u64 | (block.version as u64) << 16 | (next as u64) << 32)
}

/// The block an offset lies in, and where that instance of it begins.
fn instance(offset: u32) -> Option<(&'static Block, u32)> {
    let base = offset / BLOCK_STRIDE * BLOCK_STRIDE;
    BLOCKS.iter().find(|b| (b.base..b.base + b.count * BLOCK_STRIDE).contains(&base)).map(|b| (b, base))
}
