//! A card's own health: battery, memory, counters, events, and the erase.
//!
//! What a backend does not have it says in its capabilities, and the calls here then fail with
//! [`CardError::NotCapable`], without touching the card.

use abi::events as code;
use abi::registers::{self, counters, ctrl, events, link, mem, power};

use crate::queue::lock;
use crate::{Card, CardBus, CardError};

/// Which error [`Card::poison`] makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poison {
    /// One wrong bit: the memory corrects it.
    Single,
    /// Two wrong bits: the unit is lost.
    Double,
}

/// How the last hold-up test went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldupTest {
    /// None since power-on.
    Never,
    /// One is running.
    Running,
    /// The voltage stayed where it has to be.
    Passed,
    /// It fell too low: the battery counts as bad until a test passes.
    Failed,
}

/// The POWER block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Power {
    /// Voltage of the battery, millivolts.
    pub millivolts: u32,
    /// Temperature of the battery, thousandths of a degree Celsius.
    pub temperature_millicelsius: i32,
    /// Charge of the battery, thousandths of its capacity.
    pub charge_permille: u32,
    /// At boot the header was CLEAN and whole.
    pub header_clean: bool,
    /// At boot the memory had never lost the battery's power.
    pub rail_held: bool,
    /// The boot sweep found no uncorrectable error.
    pub sweep_clean: bool,
    /// The last hold-up test.
    pub test: HoldupTest,
    /// Lowest voltage of the last test, millivolts.
    pub test_millivolts: u32,
    /// What it must not be below, millivolts.
    pub limit_millivolts: u32,
    /// Power generation.
    pub generation: u16,
    /// How long the last drain took, ticks; 0 if it did not finish.
    pub drain_ticks: u32,
    /// The longest drain the card is built for, ticks.
    pub drain_limit_ticks: u32,
}

/// Where an erase is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EraseState {
    /// None since power-on.
    Idle,
    /// The first step has been taken.
    Unlocked,
    /// The memory is being overwritten.
    Erasing,
    /// It is being read back.
    Verifying,
    /// Everything read back as zero.
    Done,
    /// Refused: armed, booted, a wrong key, or too late.
    Refused,
    /// Something did not read back as zero.
    Failed,
}

/// The MEM block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryHealth {
    /// Single-bit errors found and corrected.
    pub corrected: u32,
    /// Units of 16 bytes found lost.
    pub uncorrected: u32,
    /// Byte offset of the last corrected error: LOCAL at 0, REMOTE behind it.
    pub corrected_at: u32,
    /// Byte offset of the last uncorrectable error.
    pub uncorrected_at: u32,
    /// Byte offset the scrub has reached.
    pub scrub_at: u32,
    /// Ticks from one unit of 16 bytes to the next; 0: the scrub stands still.
    pub scrub_period_ticks: u32,
    /// Times the scrub has come to the end.
    pub scrub_passes: u32,
    /// Where an erase is.
    pub erase: EraseState,
    /// Byte offset the erase has reached.
    pub erase_at: u32,
}

/// The COUNTERS block: all numbers are of one cycle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Ticks since power-on.
    pub ticks: u64,
    /// Posted packets taken from the host.
    pub posted_tlps: u64,
    /// Requests that wanted an answer.
    pub read_tlps: u64,
    /// Completions sent.
    pub completion_tlps: u64,
    /// Packets written into host memory.
    pub host_tlps: u64,
    /// Whole lines stored, published or not.
    pub lines: u64,
    /// Bytes stored for the host.
    pub stored_bytes: u64,
    /// Bytes stored for the partner.
    pub remote_bytes: u64,
    /// Bytes read from memory.
    pub read_bytes: u64,
    /// Frames sent, replays included.
    pub frames_sent: u64,
    /// Good frames received.
    pub frames_received: u64,
    /// Ticks in which the host had a beat and the card did not take it.
    pub stalls_host: u64,
    /// Ticks in which memory did not take a write.
    pub stalls_memory: u64,
    /// Ticks in which ingress waited for the mirror.
    pub stalls_mirror: u64,
    /// Ticks in which the line did not take a beat.
    pub stalls_line: u64,
}

/// Why a mirror was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostReason {
    /// The host ordered it.
    Host,
    /// The partner refuses a queue of this card.
    Fenced,
    /// Memory that had to be sent cannot be read.
    Memory,
    /// Nothing was acknowledged for too long.
    Stalled,
    /// The partner came back as another.
    Partner,
    /// In CATCHUP bytes were overwritten that had not been sent yet.
    Overwritten,
    /// A reason this driver does not know.
    Other(u64),
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// The boot sequence is over.
    Booted {
        /// Power generation.
        generation: u16,
        /// CTRL.STATE of that moment.
        state: u32,
    },
    /// The link is up.
    LinkUp {
        /// Serial of the partner's card.
        peer_card_id: u64,
    },
    /// The link is not up any more.
    LinkDown,
    /// The mirror is lost.
    MirrorLost(LostReason),
    /// The partner refuses queues: one bit each.
    Fenced {
        /// MIRROR.FENCED.
        queues: u32,
    },
    /// A slot has been missing below a published one for 1 ms.
    LogHole {
        /// The queue.
        queue: usize,
        /// The missing slot.
        slot: u64,
    },
    /// A line was stored and not published.
    BadTicket {
        /// The queue.
        queue: usize,
        /// Low half of the slot its ticket names.
        slot: u32,
    },
    /// A line was published whose CRC-32C does not hold.
    BadCrc {
        /// The queue.
        queue: usize,
        /// Low half of its slot.
        slot: u32,
    },
    /// A single-bit error was corrected.
    EccCorrected {
        /// Byte offset: LOCAL at 0, REMOTE behind it.
        offset: u32,
    },
    /// Sixteen bytes are lost.
    EccUncorrected {
        /// Byte offset: LOCAL at 0, REMOTE behind it.
        offset: u32,
    },
    /// The card has failed.
    Failed,
    /// The battery became good or bad.
    Battery {
        /// It is good now.
        good: bool,
    },
    /// A hold-up test is over.
    HoldupTest {
        /// How it went.
        result: HoldupTest,
        /// Lowest voltage seen, millivolts.
        millivolts: u32,
    },
    /// An erase is over or was refused.
    Erase(EraseState),
    /// The line coding found or lost its lock, or the error rate changed.
    Coding {
        /// LINK.CODING.
        state: u32,
    },
    /// An event this driver does not know.
    Unknown {
        /// Its code.
        code: u32,
        /// Its argument.
        argument: u64,
    },
}

/// An event of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Counts every event since power-on, from 1; a gap says that some found no place in the ring.
    pub sequence: u32,
    /// When, in ticks since power-on.
    pub tick: u64,
    /// What.
    pub kind: EventKind,
}

/// The right to erase, given by [`Card::unlock_erase`] and used up by [`Card::erase`].
#[derive(Debug)]
pub struct ErasePermit(());

impl Card {
    /// Battery, validity of the contents, drain time.
    pub fn power(&mut self) -> Result<Power, CardError> {
        self.capable(registers::CAPABILITY_BATTERY, "battery monitor")?;
        let mut bus = lock(&self.bus);
        bus.poll()?;
        let validity = bus.read32(power::VALIDITY)?;
        Ok(Power {
            millivolts: bus.read32(power::MILLIVOLTS)?,
            temperature_millicelsius: bus.read32(power::TEMPERATURE)? as i32,
            charge_permille: bus.read32(power::CHARGE)?,
            header_clean: validity & registers::VALIDITY_HEADER != 0,
            rail_held: validity & registers::VALIDITY_RAIL != 0,
            sweep_clean: validity & registers::VALIDITY_SWEEP != 0,
            test: holdup_test(bus.read32(power::TEST_RESULT)?),
            test_millivolts: bus.read32(power::TEST_MILLIVOLTS)?,
            limit_millivolts: bus.read32(power::LIMIT_MILLIVOLTS)?,
            generation: bus.read32(power::GENERATION)? as u16,
            drain_ticks: bus.read32(power::DRAIN_TICKS)?,
            drain_limit_ticks: bus.read32(power::DRAIN_LIMIT)?,
        })
    }

    /// Starts a hold-up test. [`Card::power`] says how it goes; a battery that fails it disarms the card.
    pub fn start_holdup_test(&mut self) -> Result<(), CardError> {
        self.capable(registers::CAPABILITY_BATTERY, "battery monitor")?;
        Ok(lock(&self.bus).write32(power::TEST, registers::TEST_START)?)
    }

    /// Errors of the memory, scrub, erase.
    pub fn memory(&mut self) -> Result<MemoryHealth, CardError> {
        self.capable(registers::CAPABILITY_ECC, "counters of memory errors")?;
        let mut bus = lock(&self.bus);
        bus.poll()?;
        Ok(MemoryHealth {
            corrected: bus.read32(mem::CORRECTED)?,
            uncorrected: bus.read32(mem::UNCORRECTED)?,
            corrected_at: bus.read32(mem::CORRECTED_AT)?,
            uncorrected_at: bus.read32(mem::UNCORRECTED_AT)?,
            scrub_at: bus.read32(mem::SCRUB_AT)?,
            scrub_period_ticks: bus.read32(mem::SCRUB_PERIOD)?,
            scrub_passes: bus.read32(mem::SCRUB_PASSES)?,
            erase: erase_state(bus.read32(mem::ERASE_STATE)?),
            erase_at: bus.read32(mem::ERASE_AT)?,
        })
    }

    /// Ticks from one scrubbed unit of 16 bytes to the next; 0 stops the scrub.
    pub fn set_scrub_period(&mut self, ticks: u32) -> Result<(), CardError> {
        self.capable(registers::CAPABILITY_ECC, "scrub")?;
        Ok(lock(&self.bus).write32(mem::SCRUB_PERIOD, ticks)?)
    }

    /// Sends the scrub back to the start of the memory.
    pub fn restart_scrub(&mut self) -> Result<(), CardError> {
        self.capable(registers::CAPABILITY_ECC, "scrub")?;
        Ok(lock(&self.bus).write32(mem::SCRUB_START, 1)?)
    }

    /// Flips stored bits of the 16 bytes at `offset` (LOCAL at 0, REMOTE behind it), for tests. The card must not be armed.
    pub fn poison(&mut self, offset: u32, poison: Poison) -> Result<(), CardError> {
        self.capable(registers::CAPABILITY_ECC, "way to poison memory")?;
        self.disarmed("poisoning memory")?;
        let memory_bytes = 2 * u64::from(self.info().local_bytes);
        if offset % 16 != 0 || !(abi::geometry::NV_HEADER_BYTES..memory_bytes).contains(&offset.into()) {
            let area = "the memory outside the NV header";
            return Err(CardError::OutOfRange { area, offset: offset.into(), bytes: 16, size: memory_bytes });
        }
        let command = match poison {
            Poison::Single => registers::POISON_SINGLE,
            Poison::Double => registers::POISON_DOUBLE,
        };
        let mut bus = lock(&self.bus);
        bus.write32(mem::POISON_AT, offset)?;
        Ok(bus.write32(mem::POISON, command)?)
    }

    /// First step of an erase: names the card by its serial. The card must be neither armed nor booted
    /// ([`Card::boot`]) since its last power-on.
    pub fn unlock_erase(&mut self, card_id: u64) -> Result<ErasePermit, CardError> {
        self.capable(registers::CAPABILITY_ERASE, "erase")?;
        self.disarmed("an erase")?;
        let mut bus = lock(&self.bus);
        if bus.read64(ctrl::BOOT_NONCE)? != 0 {
            return Err(CardError::EraseRefused { why: "the card has been booted and the partner may be writing" });
        }
        bus.write64(mem::ERASE_UNLOCK, card_id)?;
        match erase_state(bus.read32(mem::ERASE_STATE)?) {
            EraseState::Unlocked => Ok(ErasePermit(())),
            _ => Err(CardError::EraseRefused { why: "this is another card, or an erase is running" }),
        }
    }

    /// Second step: everything in the card's memory, the image of the partner included, becomes zero and is read back.
    /// [`Card::memory`] says how far it is.
    pub fn erase(&mut self, permit: ErasePermit) -> Result<(), CardError> {
        let ErasePermit(()) = permit;
        let mut bus = lock(&self.bus);
        bus.write64(mem::ERASE, registers::ERASE_KEY)?;
        match erase_state(bus.read32(mem::ERASE_STATE)?) {
            EraseState::Erasing | EraseState::Verifying | EraseState::Done => Ok(()),
            _ => Err(CardError::EraseRefused {
                why: "the card was armed or booted meanwhile, or the first step was too long ago",
            }),
        }
    }

    /// Everything the card counts, of one cycle.
    pub fn counters(&mut self) -> Result<Counters, CardError> {
        self.capable(registers::CAPABILITY_COUNTERS, "counters")?;
        let mut bus = lock(&self.bus);
        bus.poll()?;
        bus.write32(counters::SNAPSHOT, 1)?;
        // Another host of the same card may take a snapshot in between: then what was read is of two cycles.
        for _ in 0..SNAPSHOT_TRIES {
            let number = bus.read32(counters::SNAPSHOTS)?;
            let found = read_counters(bus.as_mut())?;
            if bus.read32(counters::SNAPSHOTS)? == number {
                return Ok(found);
            }
        }
        Err(CardError::NoSnapshot { tries: SNAPSHOT_TRIES })
    }

    /// The events that wait in the card, oldest first; each is consumed when it is given out.
    pub fn events(&mut self) -> Result<Events<'_>, CardError> {
        self.capable(registers::CAPABILITY_EVENTS, "event log")?;
        lock(&self.bus).poll()?;
        Ok(Events { card: self })
    }

    /// Events that found no place in the card's ring since power-on.
    pub fn events_lost(&mut self) -> Result<u32, CardError> {
        self.capable(registers::CAPABILITY_EVENTS, "event log")?;
        Ok(lock(&self.bus).read32(events::LOST)?)
    }

    /// Lets the card hear its own transmitter instead of the partner, or ends that. The link goes down either way.
    pub fn set_loopback(&mut self, on: bool) -> Result<(), CardError> {
        self.capable(registers::CAPABILITY_LOOPBACK, "loopback")?;
        Ok(lock(&self.bus).write32(link::CONTROL, if on { registers::LINK_LOOPBACK } else { 0 })?)
    }

    fn capable(&self, capability: u32, what: &'static str) -> Result<(), CardError> {
        if self.info().capabilities & capability == 0 {
            return Err(CardError::NotCapable { what });
        }
        Ok(())
    }

    fn disarmed(&mut self, what: &'static str) -> Result<(), CardError> {
        if self.state()?.armed {
            return Err(CardError::Armed { what });
        }
        Ok(())
    }
}

/// How often a snapshot that another host disturbs is read again.
const SNAPSHOT_TRIES: u32 = 8;

fn read_counters(bus: &mut dyn CardBus) -> Result<Counters, CardError> {
    Ok(Counters {
        ticks: bus.read64(counters::TICKS)?,
        posted_tlps: bus.read64(counters::POSTED_TLPS)?,
        read_tlps: bus.read64(counters::READ_TLPS)?,
        completion_tlps: bus.read64(counters::COMPLETION_TLPS)?,
        host_tlps: bus.read64(counters::HOST_TLPS)?,
        lines: bus.read64(counters::LINES)?,
        stored_bytes: bus.read64(counters::STORED_BYTES)?,
        remote_bytes: bus.read64(counters::REMOTE_BYTES)?,
        read_bytes: bus.read64(counters::READ_BYTES)?,
        frames_sent: bus.read64(counters::FRAMES_SENT)?,
        frames_received: bus.read64(counters::FRAMES_RECEIVED)?,
        stalls_host: bus.read64(counters::STALLS_HOST)?,
        stalls_memory: bus.read64(counters::STALLS_MEMORY)?,
        stalls_mirror: bus.read64(counters::STALLS_MIRROR)?,
        stalls_line: bus.read64(counters::STALLS_LINE)?,
    })
}

/// The events that wait in a card: see [`Card::events`].
pub struct Events<'a> {
    card: &'a mut Card,
}

impl Iterator for Events<'_> {
    type Item = Result<Event, CardError>;

    fn next(&mut self) -> Option<Self::Item> {
        take_event(lock(&self.card.bus).as_mut()).transpose()
    }
}

fn take_event(bus: &mut dyn CardBus) -> Result<Option<Event>, CardError> {
    // Code and number in one access; the rest stays as it is until this number is consumed.
    let head = bus.read64(events::CODE)?;
    let (code, sequence) = (head as u32, (head >> 32) as u32);
    if code == 0 {
        return Ok(None);
    }
    let argument = bus.read64(events::ARGUMENT)?;
    let tick = bus.read64(events::TICK)?;
    bus.write32(events::CONSUME, sequence)?;
    Ok(Some(Event { sequence, tick, kind: kind(code, argument) }))
}

fn kind(code: u32, argument: u64) -> EventKind {
    let (low, high, queue) = (argument as u32, (argument >> 32) as u32, (argument >> 48) as usize);
    match code {
        code::BOOTED => EventKind::Booted { generation: low as u16, state: high },
        code::LINK_UP => EventKind::LinkUp { peer_card_id: argument },
        code::LINK_DOWN => EventKind::LinkDown,
        code::MIRROR_LOST => EventKind::MirrorLost(match argument {
            code::LOST_BY_HOST => LostReason::Host,
            code::LOST_FENCED => LostReason::Fenced,
            code::LOST_MEMORY => LostReason::Memory,
            code::LOST_STALLED => LostReason::Stalled,
            code::LOST_PARTNER => LostReason::Partner,
            code::LOST_OVERWRITTEN => LostReason::Overwritten,
            other => LostReason::Other(other),
        }),
        code::FENCED => EventKind::Fenced { queues: low },
        code::LOG_HOLE => EventKind::LogHole { queue, slot: argument & ((1 << 48) - 1) },
        code::BAD_TICKET => EventKind::BadTicket { queue, slot: low },
        code::BAD_CRC => EventKind::BadCrc { queue, slot: low },
        code::ECC_CORRECTED => EventKind::EccCorrected { offset: low },
        code::ECC_UNCORRECTED => EventKind::EccUncorrected { offset: low },
        code::FAILED => EventKind::Failed,
        code::BATTERY => EventKind::Battery { good: low != 0 },
        code::HOLDUP_TEST => EventKind::HoldupTest { result: holdup_test(low), millivolts: high },
        code::ERASE => EventKind::Erase(erase_state(low)),
        code::CODING => EventKind::Coding { state: low },
        code => EventKind::Unknown { code, argument },
    }
}

fn holdup_test(value: u32) -> HoldupTest {
    match value {
        registers::TEST_NEVER => HoldupTest::Never,
        registers::TEST_RUNNING => HoldupTest::Running,
        registers::TEST_PASSED => HoldupTest::Passed,
        // What a card of this contract can't say proves nothing.
        _ => HoldupTest::Failed,
    }
}

fn erase_state(value: u32) -> EraseState {
    match value {
        registers::ERASE_IDLE => EraseState::Idle,
        registers::ERASE_UNLOCKED => EraseState::Unlocked,
        registers::ERASE_ERASING => EraseState::Erasing,
        registers::ERASE_VERIFYING => EraseState::Verifying,
        registers::ERASE_DONE => EraseState::Done,
        registers::ERASE_REFUSED => EraseState::Refused,
        _ => EraseState::Failed,
    }
}
