//! One node: identities, event loop, restore.
