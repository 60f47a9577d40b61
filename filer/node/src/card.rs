//! Opening the node's card, and a card's queue as the device of a log.

use crate::config::{CardBackend, Config};
use driver::{BusError, Card, CardBus, CardError, Queue};
use nvlog::{Line, LogDevice, Marks, Position};
use std::num::NonZeroU64;
use std::time::Duration;

/// How long a card may take to boot. Hardware needs milliseconds; a simulated card shares its processor.
const READY_PATIENCE: Duration = Duration::from_secs(10);

/// Opens the card named in the configuration, gives it a boot nonce if it has none, and arms it.
pub fn open(config: &Config) -> Result<Card, CardError> {
    let bus: Box<dyn CardBus> = match config.card.backend {
        CardBackend::VfioUser => Box::new(driver::vfio_user::VfioUserBus::open(&config.card.path)?),
        CardBackend::Shm => Box::new(driver::shm::ShmBus::open(&config.card.path, config.node.side())?),
    };
    let mut card = Card::open(bus)?;
    card.wait_ready(READY_PATIENCE)?;
    let mut nonce = [0u8; 8];
    // Without random numbers the nonce is fixed: a partner then cannot tell two boots apart and the mirror is not
    // resumed by mistake only because this node drops it below.
    let nonce = getrandom::fill(&mut nonce).ok().and_then(|()| NonZeroU64::new(u64::from_le_bytes(nonce)));
    card.boot(nonce.unwrap_or(NonZeroU64::MIN))?;
    card.arm()?;
    // Whatever an earlier process mirrored is not continued: this one starts its own session.
    card.drop_mirror()?;
    // Nor are its queues, until an identity is restored into one.
    for queue in 0..abi::geometry::QUEUES {
        card.disable_queue(queue)?;
    }
    Ok(card)
}

/// A card's queue, written to by one log.
pub struct CardQueue(pub Queue);

impl LogDevice for CardQueue {
    type Error = BusError;

    fn post_lines(&mut self, position: Position, lines: &[Line]) -> Result<(), BusError> {
        self.0.post_lines(position.0, lines)
    }

    fn post_payload(&mut self, offset: u32, data: &[u8]) -> Result<(), BusError> {
        self.0.post_payload(offset, data)
    }

    fn watermarks(&self) -> Result<Marks, BusError> {
        let marks = self.0.watermarks()?;
        Ok(Marks { local: marks.local, mirrored: marks.mirrored })
    }
}
