"""A host that cocotbext-pcie models, with a card in each of two slots, and as much of a driver as the tests need.

The root complex, its memory and the hard block (UltraScale+, PG213) are cocotbext-pcie's; nothing of them is changed but three things:
the hard block holds 128 completion headers, not 256 (PG213 lists 128); a warning of the model fails the test, because that is how it says
that something was dropped, malformed or has overflowed; and `Slot.stall` lets its streams pause.
"""

import logging
import os
import random
import struct

from cocotb.triggers import RisingEdge
from cocotbext.axi import AxiStreamBus
from cocotbext.pcie.core import RootComplex
from cocotbext.pcie.xilinx.us import UltraScalePlusPcieDevice

SEED = int(os.environ.get("SEED", "1"))


def contract(path):
    """Names and numbers of the crate `abi`: one `NAME value` a line."""
    with open(path) as lines:
        return {name: int(value) for name, value in (line.split() for line in lines)}


C = contract(os.environ["CONTRACT"])


def crc32c(*parts):
    """CRC-32C of some bytes."""
    crc = 0xFFFF_FFFF
    for part in parts:
        for byte in part:
            crc ^= byte
            for _ in range(8):
                crc = crc >> 1 ^ (0x82F6_3B78 if crc & 1 else 0)
    return crc ^ 0xFFFF_FFFF


def line(rng, slot):
    """A log line with a correct ticket."""
    entry = rng.randbytes(C["line.STAMP_OFFSET"])
    low = struct.pack("<I", slot & 0xFFFF_FFFF)
    return entry + bytes(8) + struct.pack("<I", crc32c(entry, low)) + low


def same_but_stamp(stored, sent):
    return stored[:48] == sent[:48] and stored[56:] == sent[56:]


class Complaints(logging.Handler):
    """Keeps what the model warns of, but for looks into empty slots."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.found = []

    def emit(self, record):
        self.found.append(f"{record.name}: {record.getMessage()[:300]}")


class Slot:
    """A card in its slot, and what its driver knows."""

    def __init__(self, host, dut, clock, payload):
        self.host = host
        self.dut = dut
        self.clock = clock
        stream = lambda name: AxiStreamBus.from_prefix(dut, name)
        # The wide one also straddles: a completion may begin in the beat in which another ends.
        self.wide = len(dut.m_axis_rc_tdata) == 256
        self.straddles = 0
        self.device = UltraScalePlusPcieDevice(
            pcie_generation=3,
            pcie_link_width=8 if self.wide else 4,
            rc_straddle=self.wide,
            user_clk_frequency=250e6,
            max_payload_size=payload,
            enable_client_tag=True,
            enable_extended_tag=True,
            pf0_msix_enable=True,
            pf0_msix_table_size=C["msix.VECTORS"] - 1,
            pf0_msix_table_bir=0,
            pf0_msix_table_offset=C["msix.TABLE_OFFSET"],
            pf0_msix_pba_bir=0,
            pf0_msix_pba_offset=C["msix.PBA_OFFSET"],
            user_clk=clock,
            user_reset=dut.user_reset,
            sys_reset=dut.sys_reset,
            rq_bus=stream("s_axis_rq"),
            rc_bus=stream("m_axis_rc"),
            cq_bus=stream("m_axis_cq"),
            cc_bus=stream("s_axis_cc"),
            pcie_rq_seq_num0=dut.pcie_rq_seq_num0,
            pcie_rq_seq_num_vld0=dut.pcie_rq_seq_num_vld0,
            pcie_cq_np_req=dut.pcie_cq_np_req,
            pcie_cq_np_req_count=dut.pcie_cq_np_req_count,
            cfg_max_payload=dut.cfg_max_payload,
            cfg_max_read_req=dut.cfg_max_read_req,
            cfg_function_status=dut.cfg_function_status,
            cfg_interrupt_msix_enable=dut.cfg_interrupt_msix_enable,
            cfg_interrupt_msix_mask=dut.cfg_interrupt_msix_mask,
        )
        self.device.rx_buf_cplh_fc_limit = 128
        self.function = self.device.functions[0]
        self.function.configure_bar(0, C["geometry.BAR0_BYTES"])
        self.function.configure_bar(2, C["geometry.BAR2_BYTES"], ext=True, prefetch=True)
        host.rc.make_port().connect(self.device)
        self.interrupts = [0] * C["msix.VECTORS"]
        self.watermarks = host.rc.mem_pool.alloc_region(4096)
        self.marks_at = self.watermarks.get_absolute_address(0)

    async def start(self):
        """What a driver does once the function has been found."""
        self.pci = self.host.rc.find_device(self.function.pcie_id)
        await self.pci.enable_device()
        await self.pci.set_master()
        assert await self.pci.alloc_irq_vectors(1, C["msix.VECTORS"]) == C["msix.VECTORS"]
        for vector in range(C["msix.VECTORS"]):
            self.pci.request_irq(vector, self.counter(vector))
        self.bar0, self.bar2 = self.pci.bar_window[0], self.pci.bar_window[2]

    async def perst(self):
        """PERST#, until the hard block has let go of the card. (The model keeps its configuration space, a slot would not.)"""
        self.dut.sys_reset.value = 0
        for _ in range(30):
            await RisingEdge(self.clock)
        assert self.dut.user_reset.value
        self.dut.sys_reset.value = 1
        while self.dut.user_reset.value:
            await RisingEdge(self.clock)

    def counter(self, vector):
        async def raised():
            self.interrupts[vector] += 1

        return raised

    def stall(self, rng, percent):
        """Every stream of the hard block pauses in so many cycles of a hundred."""
        dice = lambda: iter(lambda: rng.randrange(100) < percent, None)
        for end in (self.device.cq_source, self.device.rc_source, self.device.cc_sink, self.device.rq_sink):
            end.set_pause_generator(dice())

    async def read32(self, name, queue=0):
        return await self.bar0.read_dword(C[name] + queue * C["registers.BLOCK_STRIDE"])

    async def read64(self, name, queue=0):
        return await self.bar0.read_qword(C[name] + queue * C["registers.BLOCK_STRIDE"])

    async def write32(self, name, value, queue=0):
        await self.bar0.write_dword(C[name] + queue * C["registers.BLOCK_STRIDE"], value)

    async def write64(self, name, value, queue=0):
        await self.bar0.write_qword(C[name] + queue * C["registers.BLOCK_STRIDE"], value)

    async def until(self, what, condition, cycles=40_000):
        """Waits for a state the card or host memory has to come to."""
        for _ in range(cycles // 20):
            if await condition():
                return
            for _ in range(20):
                await RisingEdge(self.clock)
        raise AssertionError(f"{what}: not within {cycles} cycles")

    async def register_is(self, name, value):
        async def arrived():
            return await self.read32(name) == value

        await self.until(f"{name} is {value}", arrived)

    def line_base(self, queue):
        return 0x20_0000 + 0x10_0000 * queue

    def at(self, queue, slot):
        """Where a slot's line is in LOCAL."""
        return self.line_base(queue) + 64 * (slot % 256)

    async def open(self, queue, position):
        await self.write32("LOGQ.CONTROL", 0, queue)
        await self.write32("LOGQ.LINE_BASE", self.line_base(queue), queue)
        await self.write32("LOGQ.LINE_COUNT", 256, queue)
        await self.write64("LOGQ.POSITION", position, queue)
        await self.write64("LOGQ.WATERMARK_ADDRESS", self.marks_at + 64 * queue, queue)
        await self.write32("LOGQ.EPOCH", 5, queue)
        await self.write32("LOGQ.CONTROL", 1, queue)

    def mark(self, queue, field):
        """A field of the queue's watermark line, as it is in host memory now."""
        return struct.unpack_from("<Q", self.watermarks.mem, 64 * queue + C[f"watermark.{field}_OFFSET"])[0]

    async def mark_reaches(self, queue, field, value, cycles=40_000):
        async def arrived():
            assert self.mark(queue, "MIRRORED") <= self.mark(queue, "LOCAL")
            return self.mark(queue, field) >= value

        await self.until(f"{field} of queue {queue} reaches {value}", arrived, cycles)


class Host:
    """Both cards found and started. `payload` and `request` are MPS and MRRS in bytes."""

    def __init__(self, dut, payload=256, request=512):
        self.rng = random.Random(SEED)
        self.complaints = Complaints()
        # Every packet, and every look into an empty slot, would be a line of the log.
        logging.getLogger("cocotb.pcie").setLevel(logging.ERROR)
        for chatty in ("cocotb.a", "cocotb.b"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
        self.dut = dut
        self.request = request
        self.rc = RootComplex()
        self.rc.max_payload_size = (payload // 128 - 1).bit_length()
        # A watermark address of 0 means none.
        self.rc.mem_pool.alloc_region(4096)
        self.slots = [Slot(self, d, dut.user_clk, payload) for d in (dut.a, dut.b)]
        # The card that a test of a single one looks at: 0 is behind 128 bits, 1 behind 256.
        self.slot = self.slots[int(os.environ.get("SLOT", "0"))]

    async def start(self):
        for slot in self.slots:
            await slot.perst()
        await self.rc.enumerate()
        # From here on: an enumeration asks every empty slot.
        logging.getLogger("cocotb.pcie").setLevel(logging.WARNING)
        logging.getLogger("cocotb").addHandler(self.complaints)
        for slot in self.slots:
            await slot.start()
            await slot.pci.set_readrq((self.request // 128 - 1).bit_length())
            await slot.register_is("CTRL.STATE", C["registers.STATE_READY"] | C["registers.STATE_BATTERY"])

    async def mirror(self, position):
        """Queues open at `position`, both cards armed and mirroring."""
        for slot in self.slots:
            for queue in range(C["geometry.QUEUES"]):
                await slot.open(queue, position)
            await slot.write32("CTRL.CONTROL", 1)
            await slot.write64("CTRL.BOOT_NONCE", self.rng.getrandbits(64) | 1)
        for slot in self.slots:
            await slot.register_is("LINK.STATE", C["registers.LINK_UP"])
            await slot.write32("MIRROR.COMMAND", C["registers.COMMAND_START_RESYNC"])
            await slot.register_is("MIRROR.STATE", C["registers.MIRROR_SYNCED"])
            await slot.write32("MIRROR.COMMAND", C["registers.COMMAND_ACCEPT"])
        for slot in self.slots:
            await slot.register_is("MIRROR.STATE", C["registers.MIRROR_MIRRORING"])

    def no_complaints(self):
        for slot in self.slots:
            assert slot.device.local_error.empty(), "the hard block has met an error"
        assert not self.complaints.found, "\n".join(self.complaints.found)
