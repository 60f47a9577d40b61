//! The small words of the protocol: nodes, identities, disks, cards.
//!
//! Positions are inclusive everywhere: "up to N" contains N, 0 is before the first entry.

pub use nvlog::{Epoch, Position};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A node of the pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Node {
    /// The first node: odd epochs (`arbitration.md` 4), home of identity A.
    A,
    /// The second node: even epochs, home of identity B.
    B,
}

impl Node {
    /// Both nodes in their fixed order.
    pub const BOTH: [Node; 2] = [Node::A, Node::B];

    /// Index wherever the two nodes are kept in an array.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The other node.
    pub fn partner(self) -> Node {
        match self {
            Node::A => Node::B,
            Node::B => Node::A,
        }
    }

    /// The identity this node serves in normal operation.
    pub fn home_identity(self) -> Identity {
        match self {
            Node::A => Identity::A,
            Node::B => Identity::B,
        }
    }

    /// Whether an epoch of this number can be this node's (`arbitration.md` 4: odd for A, even for B).
    pub fn may_own(self, epoch: Epoch) -> bool {
        epoch.0 != 0 && (epoch.0 % 2 == 1) == (self == Node::A)
    }

    /// The lowest epoch this node may use above `floor`; `None` when the numbers are used up.
    pub fn epoch_above(self, floor: Epoch) -> Option<Epoch> {
        let next = Epoch(floor.0.checked_add(1)?);
        if self.may_own(next) {
            Some(next)
        } else {
            Some(Epoch(next.0.checked_add(1)?))
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Node::A => "node a",
            Node::B => "node b",
        })
    }
}

/// An identity: everything that belongs to one filer's service (`design.md` 2). Also its card queue: A is 0, B is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Identity {
    /// Normally served by node A.
    A,
    /// Normally served by node B.
    B,
}

impl Identity {
    /// Both identities in their fixed order.
    pub const BOTH: [Identity; 2] = [Identity::A, Identity::B];

    /// Card queue, and index wherever the two are kept in an array.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The node that serves it in normal operation.
    pub fn home(self) -> Node {
        match self {
            Identity::A => Node::A,
            Identity::B => Node::B,
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Identity::A => "identity a",
            Identity::B => "identity b",
        })
    }
}

/// Serial of a card, unique in a pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CardId(pub u64);

/// A disk of one identity: its index in [`crate::IdentityConfig::disks`].
pub type DiskIndex = u8;

/// Which half of a card's memory: as seen from the node whose card it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// This node's own log.
    Local,
    /// The image of the partner's LOCAL on this node's card.
    Remote,
}
