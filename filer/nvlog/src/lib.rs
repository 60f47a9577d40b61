//! The log of one identity.
