//! `nvcard events`: the card's event log.

use std::io::Write;
use std::time::Duration;

use driver::health::{Event, EventKind};
use driver::Card;
use serde_json::{json, Value};

use crate::cli::EventsOptions;
use crate::report::{Failure, Report};

/// How often a card is asked for new events.
const PERIOD: Duration = Duration::from_millis(200);

/// An event in words.
fn words(kind: &EventKind) -> String {
    match kind {
        EventKind::Booted { generation, .. } => format!("booted, power generation {generation}"),
        EventKind::LinkUp { peer_card_id } => format!("link up, with card {peer_card_id:#018x}"),
        EventKind::LinkDown => "link down".into(),
        EventKind::MirrorLost(why) => format!("mirror lost: {why:?}"),
        EventKind::Fenced { queues } => format!("the partner refuses queues {queues:#b}: it has taken over"),
        EventKind::LogHole { queue, slot } => format!("queue {queue}: position {slot} is missing below later ones"),
        EventKind::BadTicket { queue, slot } => {
            format!("queue {queue}: a line with the ticket of {slot} in another's place")
        }
        EventKind::BadCrc { queue, slot } => format!("queue {queue}: the checksum of the line of {slot} does not hold"),
        EventKind::EccCorrected { offset } => format!("memory: a bit was corrected at {offset:#x}"),
        EventKind::EccUncorrected { offset } => format!("memory: 16 BYTES LOST at {offset:#x}"),
        EventKind::Failed => "THE CARD HAS FAILED: its memory does not take writes".into(),
        EventKind::Battery { good: true } => "the battery is good".into(),
        EventKind::Battery { good: false } => "THE BATTERY IS BAD: nothing is acknowledged".into(),
        EventKind::HoldupTest { result, millivolts } => format!("hold-up test: {result:?}, lowest {millivolts} mV"),
        EventKind::Erase(state) => format!("erase: {state:?}"),
        EventKind::Coding { state } => format!("line coding: {state:#x}"),
        EventKind::Unknown { code, argument } => {
            format!("event {code}, which this driver does not know ({argument:#x})")
        }
    }
}

fn value(event: &Event, us: u64) -> Value {
    json!({ "sequence": event.sequence, "tick": event.tick, "us": us, "event": words(&event.kind), "kind": format!("{:?}", event.kind) })
}

/// Whatever waits in the card.
fn take(card: &mut Card) -> Result<Vec<(Event, u64)>, Failure> {
    let info = *card.info();
    let events: Result<Vec<Event>, _> = card.events()?.collect();
    Ok(events?.into_iter().map(|event| (event, info.ticks_to_us(event.tick))).collect())
}

fn line(event: &Event, us: u64) -> String {
    format!("{:>6}  {:>12.3} ms  {}\n", event.sequence, us as f64 / 1000.0, words(&event.kind))
}

pub fn events(card: &mut Card, options: &EventsOptions, as_json: bool) -> Result<Report, Failure> {
    while options.follow {
        for (event, us) in take(card)? {
            let text = if as_json { format!("{}\n", value(&event, us)) } else { line(&event, us) };
            let mut out = std::io::stdout().lock();
            // The reader has gone: then nobody follows any more.
            if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
                return Ok(Report::silent());
            }
        }
        std::thread::sleep(PERIOD);
    }
    let found = take(card)?;
    let lost = card.events_lost()?;
    let mut text: String = found.iter().map(|(event, us)| line(event, *us)).collect();
    if found.is_empty() {
        text += "no events since they were last read\n";
    }
    if lost > 0 {
        text += &format!("{lost} events since power-on found no place in the card: a gap in the numbers says where\n");
    }
    let values: Vec<Value> = found.iter().map(|(event, us)| value(event, *us)).collect();
    Ok(Report::new(json!({ "events": values, "lost": lost }), text))
}
