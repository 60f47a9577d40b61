//! PCI Express user logic: what the hard block's CQ, CC and RQ streams mean.
