//! `nvcard list`.

use std::path::{Path, PathBuf};

use driver::{pci, shm, Address, Card, LinkState, Side};
use serde_json::json;

use crate::cli::{ListOptions, Target};
use crate::report::{table, Failure, Report};

/// Sockets and software cards in a folder.
fn in_folder(folder: &Path) -> Vec<Address> {
    let names = ["card-a.sock", "card-b.sock", shm::card_name(Side::A), shm::card_name(Side::B)];
    let paths = names.iter().map(|name| folder.join(name)).filter(|path| path.exists());
    paths.filter_map(|path| path.to_str()?.parse().ok()).collect()
}

/// What an open card says at a glance: state, link, battery.
fn glance(address: &Address, target: &Target) -> Result<[String; 3], Failure> {
    let mut card = Card::open(address.open(target.options())?)?;
    let (state, link) = (card.state()?, card.link_state()?);
    let word = match (state.failed, state.ready, state.armed) {
        (true, ..) => "FAILED",
        (_, false, _) => "booting",
        (_, _, true) => "armed",
        _ => "ready",
    };
    let battery = match (card.info().is_volatile(), state.battery) {
        (true, _) => "none",
        (_, true) => "good",
        _ => "BAD",
    };
    let link = match link {
        LinkState::Up => "up",
        LinkState::Hello => "waiting",
        LinkState::Down => "down",
    };
    Ok([word.into(), link.into(), battery.into()])
}

pub fn list(options: &ListOptions, target: &Target) -> Result<Report, Failure> {
    let slots = pci::cards(Path::new(pci::SYSFS));
    let folders: &[PathBuf] = &options.folders;
    if let Some(missing) = folders.iter().find(|f| !f.is_dir()) {
        return Err(Failure::Refused(format!("{} is not a folder", missing.display())));
    }
    let heads = ["CARD", "BINDING", "IOMMU GROUP", "PCIE", "STATE", "LINK", "BATTERY"];
    let mut rows = vec![heads.map(String::from).to_vec()];
    let mut values = Vec::new();
    let mut add = |address: Address, binding: String, group: String, pcie: String| {
        let seen = glance(&address, target);
        let [state, link, battery] = match &seen {
            Ok(seen) => seen.clone(),
            Err(Failure::Bus(driver::BusError::Busy { holder, .. })) => {
                [format!("in use by {holder}"), "-".into(), "-".into()]
            }
            Err(failure) => [format!("cannot be opened: {failure}"), "-".into(), "-".into()],
        };
        let opened = seen.is_ok();
        values.push(json!({
            "card": address.to_string(), "backend": address.backend(), "binding": binding, "iommu_group": group,
            "pcie": pcie, "opened": opened, "state": state,
            "link": opened.then_some(&link), "battery": opened.then_some(&battery),
        }));
        rows.push(vec![address.to_string(), binding, group, pcie, state, link, battery]);
    };
    for slot in slots {
        let group = slot.iommu_group.map_or("none".into(), |group| group.to_string());
        let link = slot.link.clone().unwrap_or("-".into());
        add(Address::Pci(slot.address), slot.driver.unwrap_or("no driver".into()), group, link);
    }
    for address in folders.iter().flat_map(|folder| in_folder(folder)) {
        let backend = address.backend().into();
        add(address, backend, "-".into(), "-".into());
    }
    let text = if values.is_empty() {
        "no cards: none in a slot (device 1234:5350)".to_owned()
            + if folders.is_empty() {
                "; name folders to look into for simulated ones"
            } else {
                ", none in the folders"
            }
    } else {
        table(&rows)
    };
    Ok(Report::new(json!({ "cards": values }), text))
}
