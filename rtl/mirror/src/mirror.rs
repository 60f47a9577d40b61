//! The mirror as a whole: the ports, and how its parts are wired.

use crate::ports::QueueIn;
use crate::settings::Settings;
use rtl_prims::stream::{ReadOut, StageIn, WriteOut};
use rust_hdl::prelude::*;

/// Sends what ingress has stored to the partner's card, and stores what the partner's card sends.
///
/// Commands are high for one cycle. Outputs without a `valid` beside them are levels and may be read in any cycle.
#[derive(LogicBlock)]
pub struct Mirror {
    /// Core clock.
    pub clock: Signal<In, Clock>,
    /// Power-on reset, synchronous; hold it for a cycle or more.
    pub reset: Signal<In, Bit>,

    // The line, before line coding. `*_control` marks the first and the last beat of a frame.
    pub tx_data: Signal<Out, Bits<128>>,
    pub tx_control: Signal<Out, Bit>,
    pub tx_valid: Signal<Out, Bit>,
    pub tx_ready: Signal<In, Bit>,
    pub rx_data: Signal<In, Bits<128>>,
    pub rx_control: Signal<In, Bit>,
    pub rx_valid: Signal<In, Bit>,
    /// The line is trained in both directions.
    pub link_up: Signal<In, Bit>,

    /// From ingress: what has been stored in LOCAL. Never held off while the mirror is LOST or power fails.
    pub stage: StageIn,
    /// The partner stores this publish: the MIRRORED watermark of `mirrored_queue` becomes `mirrored_mark`, low half.
    pub mirrored_valid: Signal<Out, Bit>,
    pub mirrored_queue: Signal<Out, Bits<6>>,
    pub mirrored_mark: Signal<Out, Bits<48>>,
    /// The log queues of this card.
    pub queue0: QueueIn,
    pub queue1: QueueIn,

    /// Into REMOTE. Addresses are the partner's LOCAL addresses; the base of REMOTE has to be added.
    pub write: WriteOut,
    /// A published line of the partner has been stored in REMOTE.
    pub published_valid: Signal<Out, Bit>,
    pub published_queue: Signal<Out, Bits<6>>,
    pub published_slot: Signal<Out, Bits<32>>,

    /// From LOCAL, for the resync.
    pub read: ReadOut,
    /// Ingress starts nothing new while this is high...
    pub hold: Signal<Out, Bit>,
    /// ...and everything it had begun is accepted by memory and staged.
    pub held: Signal<In, Bit>,

    // Who we are.
    pub card_id: Signal<In, Bits<64>>,
    /// 0 until the host has given one; the link does not come up before.
    pub nonce: Signal<In, Bits<64>>,
    pub armed: Signal<In, Bit>,
    pub host_beat: Signal<In, Bits<64>>,
    pub ticks: Signal<In, Bits<48>>,

    // Commands, see the MIRROR and REMOTE blocks of `abi::registers`.
    pub start_resync: Signal<In, Bit>,
    pub accept: Signal<In, Bit>,
    pub drop_mirror: Signal<In, Bit>,
    /// Bit n: fence queue n.
    pub fence: Signal<In, Bits<2>>,
    /// Bit n: lift the fence of queue n.
    pub lift: Signal<In, Bits<2>>,
    // Ranges of a resync, byte offsets in LOCAL, 64-byte aligned.
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

    // LINK block.
    pub link_state: Signal<Out, Bits<2>>,
    pub session: Signal<Out, Bits<8>>,
    /// 0 before the first HELLO.
    pub peer_card_id: Signal<Out, Bits<64>>,
    pub peer_nonce: Signal<Out, Bits<64>>,
    pub frames_sent: Signal<Out, Bits<64>>,
    pub frames_received: Signal<Out, Bits<64>>,
    pub crc_errors: Signal<Out, Bits<32>>,
    pub naks_sent: Signal<Out, Bits<32>>,
    pub naks_received: Signal<Out, Bits<32>>,
    pub replays: Signal<Out, Bits<32>>,
    pub trainings: Signal<Out, Bits<32>>,

    // MIRROR block.
    pub mirror_state: Signal<Out, Bits<2>>,
    /// Bit n: the partner refuses queue n.
    pub fenced: Signal<Out, Bits<2>>,
    pub cursor: Signal<Out, Bits<32>>,

    // REMOTE block, all of it part of the NV header.
    pub image_state: Signal<Out, Bits<2>>,
    /// Bit n: queue n is or is being fenced. This, not `fence_done`, goes into the NV header.
    pub fence_mask: Signal<Out, Bits<2>>,
    /// Bit n: queue n is fenced, drained, and that is persistent.
    pub fence_done: Signal<Out, Bits<2>>,
    pub sealed0: Signal<Out, Bits<64>>,
    pub sealed1: Signal<Out, Bits<64>>,
    pub image_card_id: Signal<Out, Bits<64>>,
    pub image_nonce: Signal<Out, Bits<64>>,
    /// Flags of the partner's last HELLO or BEAT; 0 while the link is not up.
    pub peer_flags: Signal<Out, Bits<16>>,

    // BEAT block.
    pub peer_beat: Signal<Out, Bits<64>>,
    pub peer_beat_age: Signal<Out, Bits<64>>,
    pub peer_card_age: Signal<Out, Bits<64>>,

    // The NV header.
    /// One cycle, before the nonce is given: take what the header of the last power-on said.
    pub load: Signal<In, Bit>,
    pub load_image_state: Signal<In, Bits<2>>,
    pub load_fence_mask: Signal<In, Bits<2>>,
    pub load_sealed0: Signal<In, Bits<64>>,
    pub load_sealed1: Signal<In, Bits<64>>,
    pub load_image_card_id: Signal<In, Bits<64>>,
    pub load_image_nonce: Signal<In, Bits<64>>,
    /// The header has to be written with the values that the REMOTE outputs have now; stays high until `persisted`.
    pub persist: Signal<Out, Bit>,
    /// One cycle: the header has been written since `persist` rose.
    pub persisted: Signal<In, Bit>,
    /// Power fails: take no more frames, acknowledge nothing, swallow what is staged, store what was taken.
    pub power_fail: Signal<In, Bit>,
    /// Everything taken from the link is stored and the REMOTE outputs will not change any more. Good while
    /// `power_fail` is high.
    pub drained: Signal<Out, Bit>,
}

impl Mirror {
    /// A mirror with the given constants.
    pub fn new(_settings: &Settings) -> Self {
        Mirror {
            clock: Default::default(),
            reset: Default::default(),
            tx_data: Default::default(),
            tx_control: Default::default(),
            tx_valid: Default::default(),
            tx_ready: Default::default(),
            rx_data: Default::default(),
            rx_control: Default::default(),
            rx_valid: Default::default(),
            link_up: Default::default(),
            stage: Default::default(),
            mirrored_valid: Default::default(),
            mirrored_queue: Default::default(),
            mirrored_mark: Default::default(),
            queue0: Default::default(),
            queue1: Default::default(),
            write: Default::default(),
            published_valid: Default::default(),
            published_queue: Default::default(),
            published_slot: Default::default(),
            read: Default::default(),
            hold: Default::default(),
            held: Default::default(),
            card_id: Default::default(),
            nonce: Default::default(),
            armed: Default::default(),
            host_beat: Default::default(),
            ticks: Default::default(),
            start_resync: Default::default(),
            accept: Default::default(),
            drop_mirror: Default::default(),
            fence: Default::default(),
            lift: Default::default(),
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
            image_state: Default::default(),
            fence_mask: Default::default(),
            fence_done: Default::default(),
            sealed0: Default::default(),
            sealed1: Default::default(),
            image_card_id: Default::default(),
            image_nonce: Default::default(),
            peer_flags: Default::default(),
            peer_beat: Default::default(),
            peer_beat_age: Default::default(),
            peer_card_age: Default::default(),
            load: Default::default(),
            load_image_state: Default::default(),
            load_fence_mask: Default::default(),
            load_sealed0: Default::default(),
            load_sealed1: Default::default(),
            load_image_card_id: Default::default(),
            load_image_nonce: Default::default(),
            persist: Default::default(),
            persisted: Default::default(),
            power_fail: Default::default(),
            drained: Default::default(),
        }
    }
}

impl Logic for Mirror {
    #[hdl_gen]
    fn update(&mut self) {}
}
