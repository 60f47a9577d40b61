//! What an endpoint is told when it is made.

use std::net::Ipv4Addr;

/// The smallest receive capacity a connection may have: a whole SMB WRITE of 1 MiB with its headers has to fit, or the
/// window would close before the request that would open it again is complete.
pub const RECEIVE_CAPACITY_MIN: usize = 1_179_648;

/// Settings of an [`Endpoint`](crate::Endpoint). They belong to the identity, not to the node: both nodes of a pair
/// are given the same ones.
#[derive(Clone, Debug)]
pub struct Config {
    /// Virtual MAC address of the identity; it moves with the identity.
    pub mac: [u8; 6],
    /// Address the endpoint answers to. The host must not own it.
    pub address: Ipv4Addr,
    /// TCP ports that accept connections.
    pub ports: Vec<u16>,
    /// Key of the RFC 6528 initial sequence numbers and the RFC 7323 timestamp offsets.
    pub secret: [u8; 16],
    /// Largest IP packet the network carries, in bytes (576..=9216).
    pub mtu: u16,
    /// Most bytes one connection may have received and not consumed (at least [`RECEIVE_CAPACITY_MIN`]).
    pub receive_capacity: usize,
    /// Most connections, half-open and closing ones included. A SYN beyond it is dropped.
    pub max_connections: usize,
    /// Most connections whose handshake is not complete. A SYN beyond it is dropped.
    pub max_half_open: usize,
    /// Most connections in TIME-WAIT; beyond it the oldest one ends early.
    pub max_time_wait: usize,
    /// A connection on which nothing was heard for this long is probed.
    pub keepalive_idle_us: u64,
    /// Time between two keepalive probes.
    pub keepalive_interval_us: u64,
    /// Unanswered keepalive probes after which the connection is reset.
    pub keepalive_probes: u32,
    /// A connection whose data, FIN or zero-window probes are not answered for this long is reset
    /// (RFC 9293 3.8.3 asks for at least 100 s).
    pub user_timeout_us: u64,
}

impl Config {
    /// Settings with the defaults of the product.
    pub fn new(mac: [u8; 6], address: Ipv4Addr, ports: &[u16], secret: [u8; 16]) -> Config {
        Config {
            mac,
            address,
            ports: ports.to_vec(),
            secret,
            mtu: 1500,
            receive_capacity: 4 << 20,
            max_connections: 1024,
            max_half_open: 128,
            max_time_wait: 128,
            keepalive_idle_us: 120_000_000,
            keepalive_interval_us: 15_000_000,
            keepalive_probes: 8,
            user_timeout_us: 300_000_000,
        }
    }
}

/// A setting that cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The MTU is out of range.
    #[error("TCP: mtu is {found} bytes, it must be 576 to 9216")]
    Mtu {
        /// The MTU found.
        found: u16,
    },
    /// A large request would not fit.
    #[error("TCP: receive_capacity is {found} bytes, it must be at least {RECEIVE_CAPACITY_MIN}")]
    ReceiveCapacity {
        /// The capacity found.
        found: usize,
    },
    /// A multicast or broadcast MAC address.
    #[error("TCP: the virtual MAC address {0:02x?} is not a unicast address")]
    Mac([u8; 6]),
    /// Not an address of a host.
    #[error("TCP: the address {0} is not a unicast address")]
    Address(Ipv4Addr),
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        if !(576..=9216).contains(&self.mtu) {
            return Err(ConfigError::Mtu { found: self.mtu });
        }
        if self.receive_capacity < RECEIVE_CAPACITY_MIN {
            return Err(ConfigError::ReceiveCapacity { found: self.receive_capacity });
        }
        if self.mac[0] & 1 != 0 || self.mac == [0; 6] {
            return Err(ConfigError::Mac(self.mac));
        }
        let address = self.address;
        if address.is_multicast() || address.is_broadcast() || address.is_unspecified() || address.is_loopback() {
            return Err(ConfigError::Address(address));
        }
        Ok(())
    }
}
