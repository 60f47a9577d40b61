//! What a card says of itself, its link, its mirror and its image of the partner.

use abi::geometry::QUEUES;
use abi::registers;

/// Who a card is. Does not change while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardInfo {
    /// Serial, unique in a pair.
    pub card_id: u64,
    /// Board number: 0 simulation, others see `boards/`.
    pub board: u32,
    /// First eight bytes of the hash over the sources of the card's logic.
    pub build_hash: u64,
    /// Size of LOCAL, and of REMOTE, in bytes.
    pub local_bytes: u32,
    /// See `abi::registers::CAPABILITY_*`.
    pub capabilities: u32,
    /// Core clock in kHz: what a tick is.
    pub clock_khz: u32,
}

impl CardInfo {
    /// Contents do not survive a power failure.
    pub fn is_volatile(&self) -> bool {
        self.capabilities & registers::CAPABILITY_VOLATILE != 0
    }

    /// Card ticks as microseconds.
    pub fn ticks_to_us(&self, ticks: u64) -> u64 {
        (u128::from(ticks) * 1000 / u128::from(self.clock_khz.max(1))) as u64
    }
}

/// Register CTRL.STATE and its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardState {
    /// Watermarks count.
    pub armed: bool,
    /// The card has failed and only drains.
    pub failed: bool,
    /// The contents were good at boot.
    pub valid: bool,
    /// The battery is good.
    pub battery: bool,
    /// The boot sequence is over.
    pub ready: bool,
    /// The last drain did not finish.
    pub dirty: bool,
    /// Power generation, one higher at each power-on.
    pub generation: u16,
    /// Next hardware sequence.
    pub hw_sequence: u64,
    /// Boot nonce in force; 0 before [`crate::Card::boot`].
    pub boot_nonce: u64,
}

/// State of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Not trained, or the partner's card has no power.
    Down,
    /// Trained; one side has not been booted, or the partner's HELLO has not come.
    Hello,
    /// Up.
    Up,
}

/// The link and who is at its other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its state.
    pub state: LinkState,
    /// Session number, 8 bit.
    pub session: u8,
    /// Serial of the partner's card, 0 before its first HELLO.
    pub peer_card_id: u64,
    /// Boot nonce of the partner's card.
    pub peer_nonce: u64,
    /// Frames sent, replays included.
    pub frames_sent: u64,
    /// Good frames received.
    pub frames_received: u64,
    /// Frames dropped for a bad CRC or header.
    pub crc_errors: u32,
    /// NAKs sent.
    pub naks_sent: u32,
    /// NAKs received.
    pub naks_received: u32,
    /// Times the transmitter went back.
    pub replays: u32,
    /// Times the link came up.
    pub trainings: u32,
}

/// State of the sending side of the mirror.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MirrorState {
    /// The partner's image is behind and nothing is being sent.
    Lost,
    /// A resync is running.
    Resync,
    /// The partner has persisted IN_SYNC; mirrored watermarks do not count yet.
    Synced,
    /// Everything goes to the partner and mirrored watermarks count.
    Mirroring,
}

/// State of the image of the partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageState {
    /// Never synced.
    Invalid,
    /// A resync began and did not finish.
    Inconsistent,
    /// A true prefix of what the partner wrote.
    InSync,
}

/// The image of the partner that this card holds in REMOTE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image {
    /// Its state: the lowest of `states`.
    pub state: ImageState,
    /// For each queue: the state of its part. That of a fenced queue stands still.
    pub states: [ImageState; QUEUES],
    /// Serial of the card whose image it is.
    pub card_id: u64,
    /// That card's boot nonce when the image was synced.
    pub nonce: u64,
    /// The partner's card was armed when last heard.
    pub peer_armed: bool,
    /// For each queue: slots received without a gap; final once the queue is fenced.
    pub sealed: [u64; QUEUES],
    /// For each queue: it is fenced and sealed.
    pub fenced: [bool; QUEUES],
    /// For each queue: the epoch up to which it was last fenced.
    pub fence_epoch: [u32; QUEUES],
}

/// Signs of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    /// This host's counter.
    pub host: u64,
    /// The partner host's counter as last heard.
    pub peer: u64,
    /// Ticks since `peer` changed.
    pub peer_age_ticks: u64,
    /// Ticks since the last good frame of the partner's card.
    pub card_age_ticks: u64,
    /// Ticks since power-on.
    pub ticks: u64,
}
