//! Where things are: BARs, the LOCAL region and what is inside it.
//!
//! ```text
//! BAR0  64 KiB   registers
//! BAR2 256 MiB   LOCAL at 0, REMOTE (read-only) at 128 MiB
//!
//! LOCAL   0        NV header        64 KiB, written by the card alone (power-fail and boot)
//!         64 KiB   reserved         to 960 KiB
//!         960 KiB  scratch           64 KiB, for self-tests: what is in it has no meaning
//!         1 MiB    state area        1 MiB, written by the host, always re-sent whole
//!         2 MiB    rings             line and payload rings, one pair for each identity
//! ```
//! REMOTE is the image of the partner's LOCAL at the same offsets.

/// Size of BAR0 in bytes.
pub const BAR0_BYTES: u64 = 64 << 10;
/// Size of BAR2 in bytes.
pub const BAR2_BYTES: u64 = 256 << 20;
/// Offset of REMOTE inside BAR2 in bytes.
pub const REMOTE_OFFSET: u64 = 128 << 20;
/// Offset of the NV header inside LOCAL, bytes.
pub const NV_HEADER_OFFSET: u64 = 0;
/// Size of the NV header in bytes; host writes into it are dropped and counted.
pub const NV_HEADER_BYTES: u64 = 64 << 10;
/// Offset of the scratch area inside LOCAL, bytes.
pub const SCRATCH_OFFSET: u64 = STATE_OFFSET - SCRATCH_BYTES;
/// Size of the scratch area in bytes.
pub const SCRATCH_BYTES: u64 = 64 << 10;
/// Offset of the state area inside LOCAL, bytes.
pub const STATE_OFFSET: u64 = 1 << 20;
/// Size of the state area in bytes.
pub const STATE_BYTES: u64 = 1 << 20;
/// Bytes of an identity's part of the state area: part n belongs to queue n. What is behind these parts belongs to no
/// queue, and no fence refuses it.
pub const STATE_PART_BYTES: u64 = 64 << 10;
/// Where rings may begin inside LOCAL, bytes.
pub const RINGS_OFFSET: u64 = 2 << 20;
/// Log queues of a card, one for each identity of the pair: queue 0 belongs to identity A, queue 1 to identity B,
/// on both cards.
pub const QUEUES: usize = 2;
/// LOCAL of a simulated card in bytes.
pub const SIM_LOCAL_BYTES: u64 = 8 << 20;
