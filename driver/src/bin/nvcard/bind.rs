//! `nvcard bind` and `unbind`.

use std::path::Path;

use driver::{pci, Address};
use serde_json::json;

use crate::cli::Target;
use crate::report::{Failure, Report};

fn slot(target: &Target) -> Result<String, Failure> {
    match target.address()? {
        Address::Pci(address) => Ok(address),
        other => Err(Failure::Refused(format!("{other} is no card in a slot: there is nothing to bind"))),
    }
}

pub fn bind(target: &Target) -> Result<Report, Failure> {
    let address = slot(target)?;
    let root = Path::new(pci::SYSFS);
    pci::bind(root, &address)?;
    let card = pci::card(root, &address);
    let mates = card.as_ref().map_or(&[][..], |card| &card.group_mates);
    let mut text = format!("{address} is bound to {}", pci::VFIO_DRIVER);
    if !mates.is_empty() {
        text += &format!(
            "; its IOMMU group also has {}: they have to be bound to {} or to nothing, too",
            mates.join(", "),
            pci::VFIO_DRIVER
        );
    }
    Ok(Report::new(json!({ "card": address, "driver": pci::VFIO_DRIVER, "group_mates": mates }), text))
}

pub fn unbind(target: &Target) -> Result<Report, Failure> {
    let address = slot(target)?;
    pci::unbind(Path::new(pci::SYSFS), &address)?;
    Ok(Report::new(json!({ "card": address, "driver": null }), format!("{address} is bound to no driver")))
}
