//! `nvcard erase`: everything in the card's memory becomes zero. Two steps, each a command of its own: the first says what would
//! be lost and the key, the second needs it. The card has two steps of its own besides.

use std::time::{Duration, Instant};

use driver::health::EraseState;
use driver::Card;
use serde_json::json;

use crate::report::{bytes, Failure, Progress, Report};

/// An erase that stands still for so long has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// The key names the card and its power generation: what somebody noted yesterday, or for the other card, does not fit.
fn key_of(card: &mut Card) -> Result<String, Failure> {
    let generation = card.state()?.generation;
    let sum = crc32c::crc32c_append(crc32c::crc32c(&card.info().card_id.to_le_bytes()), &generation.to_le_bytes());
    Ok(format!("{sum:08x}"))
}

pub fn erase(card: &mut Card, key: Option<&str>) -> Result<Report, Failure> {
    let wanted = key_of(card)?;
    let info = *card.info();
    let total = 2 * u64::from(info.local_bytes);
    let Some(key) = key else {
        let (image, state) = (card.image()?, card.state()?);
        let text = format!(
            "card {:#018x} holds {} of its own node's log and an image of its partner ({:?}).\n\
             Erasing makes all of it zero; nothing brings it back.\n\
             {}To do it: nvcard erase --key {wanted}",
            info.card_id,
            bytes(info.local_bytes.into()),
            image.state,
            if state.armed || state.boot_nonce != 0 {
                "The card will refuse as it is: it is in use. Power-cycle it, and keep the filer from starting.\n"
            } else {
                ""
            }
        );
        let value = json!({ "card_id": info.card_id, "key": wanted, "in_use": state.armed || state.boot_nonce != 0 });
        return Ok(Report::new(value, text));
    };
    if key != wanted {
        return Err(Failure::Refused(format!(
            "{key} is not this card's key for now; `nvcard erase` without --key says it"
        )));
    }
    let permit = card.unlock_erase(info.card_id)?;
    card.erase(permit)?;
    let mut progress = Progress::new("erasing and reading back", 2 * total);
    let (mut last, mut since) = ((EraseState::Erasing, 0), Instant::now());
    loop {
        let memory = card.memory()?;
        let done = match memory.erase {
            EraseState::Erasing => u64::from(memory.erase_at),
            EraseState::Verifying => total + u64::from(memory.erase_at),
            EraseState::Done => break,
            other => {
                let why = format!("the card says {other:?} at {:#x}: its memory is defective", memory.erase_at);
                return Err(Failure::Refused(why));
            }
        };
        progress.at(done);
        if (memory.erase, memory.erase_at) != last {
            (last, since) = ((memory.erase, memory.erase_at), Instant::now());
        } else if since.elapsed() > PATIENCE {
            return Err(Failure::Refused(format!("the erase stands still at {:#x}", memory.erase_at)));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(progress);
    let text = format!("card {:#018x}: {} are zero and read back as zero", info.card_id, bytes(total));
    Ok(Report::new(json!({ "card_id": info.card_id, "erased_bytes": total }), text))
}
