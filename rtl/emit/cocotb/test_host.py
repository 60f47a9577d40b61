"""Two cards under a host nobody here wrote; see host.py. Each test is a simulation of its own, started by ../tests/cocotb.rs."""

import struct

import cocotb
from cocotb.triggers import RisingEdge
from host import C, Host, crc32c, line, same_but_stamp


@cocotb.test()
async def enumeration(dut):
    """Configuration space, BARs, MSI-X and the chain of blocks, as an operating system finds them."""
    host = Host(dut)
    await host.start()
    for slot, serial in zip(host.slots, (0x0A, 0x0B)):
        assert slot.pci.bar_size[0] == C["geometry.BAR0_BYTES"]
        assert slot.pci.bar_size[2] == C["geometry.BAR2_BYTES"]
        assert await slot.read64("ID.MAGIC") == int.from_bytes(b"SAVEPNT1", "little")
        assert await slot.read64("ID.CARD_ID") == serial
        at, chain = 0, []
        while at or not chain:
            header = await slot.bar0.read_qword(at)
            chain.append(header & 0xFFFF)
            at = header >> 32
        assert len(chain) == C["registers.BLOCKS"] and len(set(chain)) == C["registers.KINDS"], chain
        # Vectors were written by alloc_irq_vectors, as a kernel does: unmasked, each with its number.
        for vector in range(C["msix.VECTORS"]):
            entry = await slot.bar0.read(C["msix.TABLE_OFFSET"] + 16 * vector, 16)
            wanted = slot.pci.msi_vectors[vector]
            assert struct.unpack("<QII", entry) == (wanted.addr, wanted.data, 0)
    host.no_complaints()


@cocotb.test()
async def accesses(dut):
    """Posted writes and reads of any alignment and length, split by the root complex as it likes, with streams that stall."""
    host = Host(dut)
    await host.start()
    slot, rng = host.slot, host.rng
    slot.stall(rng, 20)
    size = 0x3000
    shadow = bytearray(rng.randbytes(size))
    base = 0x50_0000
    await slot.bar2.write(base, bytes(shadow))
    for _ in range(150):
        at = rng.randrange(size)
        length = min(rng.choice((0, 1, 2, 3, 4, 7, 8, 16, 63, 64, 65, 200, 256, 700, 1500)), size - at)
        if rng.random() < 0.6:
            data = rng.randbytes(length)
            await slot.bar2.write(base + at, data)
            shadow[at : at + length] = data
        else:
            # A read is behind every write before it.
            assert await slot.bar2.read(base + at, length) == shadow[at : at + length], f"{length} bytes at {at:#x}"
    assert await slot.bar2.read(base, size) == shadow
    # What the card does not have is refused, and said so.
    try:
        await slot.bar2.read(0x700_0000, 4)
    except Exception as refused:
        assert "Unsuccessful completion" in str(refused)
    else:
        raise AssertionError("memory that is not there was read")
    assert await slot.read32("CTRL.UNSUPPORTED") == 1
    host.no_complaints()


@cocotb.test()
async def mirrored_lines(dut):
    """Lines posted to both cards: what a watermark line says is in both memories, and an interrupt comes behind its line."""
    host = Host(dut)
    await host.start()
    first = 40
    await host.mirror(first)
    rng = host.rng
    sent = [[], []]
    behind = []
    for n, slot in enumerate(host.slots):
        # At the moment of the interrupt host memory has the line that says so.
        async def look(slot=slot, n=n):
            behind.append(slot.mark(n, "MIRRORED") >= first + 20)

        slot.pci.request_irq(C["msix.VECTOR_QUEUE0"] + n, look)
        await slot.write64("LOGQ.ARM", first + 20, queue=n)
    for index in range(100):
        for n, slot in enumerate(host.slots):
            payload = rng.randbytes(rng.randrange(1, 200))
            await slot.bar2.write(0x60_0000 + 256 * index, payload)
            posted = line(rng, first + index)
            # Eight bytes at a time, in any order, or whole.
            if rng.random() < 0.3:
                for word in rng.sample(range(8), 8):
                    await slot.bar2.write(slot.at(n, first + index) + 8 * word, posted[8 * word : 8 * word + 8])
            else:
                await slot.bar2.write(slot.at(n, first + index), posted)
            sent[n].append((posted, payload))
            if index % 10 == 9:
                # A register says nothing that host memory does not.
                local = await slot.read64("LOGQ.LOCAL", n)
                assert slot.mark(n, "LOCAL") >= local > first, f"LOCAL is {local}, host memory says {slot.mark(n, 'LOCAL')}"
    for n, slot in enumerate(host.slots):
        await slot.mark_reaches(n, "MIRRORED", first + 100)
        other = host.slots[1 - n]
        for index, (posted, payload) in enumerate(sent[n]):
            if index % 8 and index < 99:
                continue
            for bar, offset in ((slot.bar2, 0), (other.bar2, C["geometry.REMOTE_OFFSET"])):
                assert same_but_stamp(await bar.read(offset + slot.at(n, first + index), 64), posted)
                assert await bar.read(offset + 0x60_0000 + 256 * index, len(payload)) == payload
        assert slot.interrupts[n] == 1, "armed once, raised once"
        assert await slot.read32("LOGQ.TICKET_ERRORS", n) == 0 and await slot.read32("LOGQ.CRC_ERRORS", n) == 0
    assert behind == [True, True]
    host.no_complaints()


async def transfers(host, slot, jobs):
    """Runs descriptors through the ring and checks bytes, CRCs and order of the completions. `jobs`: (to the card?, offset, data)."""
    count = 16
    assert len(jobs) <= count
    pool = host.rc.mem_pool
    descriptors, completions = pool.alloc_region(32 * count), pool.alloc_region(4096)
    places = []
    for n, (to_card, offset, data) in enumerate(jobs):
        # Any alignment in host memory.
        skew = host.rng.randrange(64)
        area = pool.alloc_region((len(data) + 128) // 64 * 64)
        if to_card:
            area.mem[skew : skew + len(data)] = data
        places.append((area, skew))
        opcode = C["dma.OPCODE_TO_CARD"] if to_card else C["dma.OPCODE_TO_HOST"]
        struct.pack_into(
            "<QQQQ",
            descriptors.mem,
            C["dma.DESCRIPTOR_BYTES"] * n,
            area.get_absolute_address(skew),
            offset | opcode << 40 | C["dma.FLAG_CHECK"] << 48,
            len(data) | (0xC0_0000 + n) << 32,
            crc32c(data),
        )
    await slot.write64("DMA.RING_ADDRESS", descriptors.get_absolute_address(0))
    await slot.write32("DMA.RING_COUNT", count)
    await slot.write64("DMA.COMPLETION_ADDRESS", completions.get_absolute_address(0))
    await slot.write32("DMA.CONTROL", 1)
    raised = slot.interrupts[C["msix.VECTOR_DMA"]]
    await slot.write32("DMA.ARM", len(jobs))
    await slot.write32("DMA.TAIL", len(jobs))

    async def done():
        return slot.interrupts[C["msix.VECTOR_DMA"]] > raised

    await slot.until("the interrupt of the last descriptor", done)
    # No register was read since: the interrupt alone says that data and completions are there.
    for n, ((to_card, offset, data), (area, skew)) in enumerate(zip(jobs, places)):
        cookie, crc, _, high = struct.unpack_from("<IIIH", completions.mem, 16 * n)
        status = struct.unpack_from("<H", completions.mem, 16 * n + 14)[0]
        assert (cookie, crc, status >> 15, status & 0x7FFF) == (0xC0_0000 + n, crc32c(data), 1, 0), f"descriptor {n}"
        if not to_card:
            assert bytes(area.mem[skew : skew + len(data)]) == data, f"descriptor {n}"
            assert not any(area.mem[:skew]) and not any(area.mem[skew + len(data) :]), "and nothing beside it"
    for to_card, offset, data in jobs:
        if to_card:
            assert await slot.bar2.read(offset, len(data)) == data
    assert await slot.read32("DMA.RETIRED") == len(jobs) and await slot.read32("DMA.QUARANTINED") == 0
    await slot.write32("DMA.CONTROL", 0)


async def flood_completions(slot):
    """The card takes no completion until no more come: every read it has asked for is in the hard block's buffer."""
    device, peak, waited = slot.device, 0, 0
    # More than a fetch of descriptors can be.
    while device.rx_buf_cplh_fc_count <= 4:
        await RisingEdge(slot.clock)
    device.rc_source.clear_pause_generator()
    device.rc_source.pause = True
    while waited < 1000:
        await RisingEdge(slot.clock)
        waited += 1
        if device.rx_buf_cplh_fc_count > peak:
            peak, waited = device.rx_buf_cplh_fc_count, 0
    device.rc_source.pause = False
    assert 100 <= peak <= 128, f"{peak} completion headers"


async def count_straddles(slot):
    """How many beats of RC have the end of one packet and the beginning of another: `is_eof_0` in the lower half, and data in the upper."""
    count = 0
    while True:
        await RisingEdge(slot.clock)
        dut = slot.dut
        if dut.m_axis_rc_tvalid.value and dut.m_axis_rc_tready.value:
            user = int(dut.m_axis_rc_tuser.value)
            if user >> 34 & 1 and not user >> 37 & 1 and int(dut.m_axis_rc_tkeep.value) >> 4:
                count += 1
                slot.straddles = count


async def dma_with(dut, payload, request, split, stalls, flood=False):
    host = Host(dut, payload, request)
    host.rc.split_on_all_rcb = split
    await host.start()
    slot, rng = host.slot, host.rng
    slot.stall(rng, stalls)
    flooded = cocotb.start_soon(flood_completions(slot)) if flood else None
    if slot.wide:
        cocotb.start_soon(count_straddles(slot))
    base = 0x40_0000
    there = rng.randbytes(5000)
    await slot.bar2.write(base + 0x10_0000, there)
    jobs = []
    for n, length in enumerate((1, 15, 16, 300, 4097, 14000)):
        jobs.append((True, base + 0x4000 * n + rng.randrange(64), rng.randbytes(length)))
    for length in (1, 17, 300, 2000, 4500):
        at = rng.randrange(len(there) - length + 1)
        jobs.append((False, base + 0x10_0000 + at, there[at : at + length]))
    rng.shuffle(jobs)
    if flood:
        # The longest first: its reads have all tags.
        jobs.sort(key=lambda job: -len(job[2]))
    await transfers(host, slot, jobs)
    if flooded:
        await flooded
    if slot.wide:
        assert slot.straddles >= 20, f"{slot.straddles} beats with two packets"
    host.no_complaints()


@cocotb.test()
async def dma(dut):
    """Both directions with MPS 256 and MRRS 512; completions as long as they may be."""
    await dma_with(dut, 256, 512, split=False, stalls=0)


@cocotb.test()
async def dma_split(dut):
    """The same with MPS 128, completions split at every 64 bytes, streams that stall, and once RC for so long that all reads pile up."""
    await dma_with(dut, 128, 512, split=True, stalls=25, flood=True)


@cocotb.test()
async def perst(dut):
    """PERST# between lines: host address, thresholds and vectors are gone, what was reported is there, and a new start goes on."""
    host = Host(dut)
    await host.start()
    slot, rng = host.slot, host.rng
    await slot.open(0, 0)
    await slot.write32("CTRL.CONTROL", 1)
    lines = [line(rng, n) for n in range(16)]
    for n in range(12):
        await slot.bar2.write(slot.at(0, n), lines[n])
    await slot.write64("LOGQ.ARM", 14 | C["msix.ARM_LOCAL"])
    await slot.mark_reaches(0, "LOCAL", 12)
    await slot.perst()
    before = list(slot.interrupts)
    assert await slot.read64("LOGQ.WATERMARK_ADDRESS") == 0
    assert await slot.read64("LOGQ.LOCAL") == 12
    for n in range(C["msix.VECTORS"]):
        assert await slot.bar0.read(C["msix.TABLE_OFFSET"] + 16 * n, 16) == struct.pack("<QII", 0, 0, 1), "masked again"
    for n in range(12):
        assert same_but_stamp(await slot.bar2.read(slot.at(0, n), 64), lines[n]), f"slot {n}"
    for n in range(12, 16):
        await slot.bar2.write(slot.at(0, n), lines[n])
    assert await slot.read64("LOGQ.LOCAL") == 16
    assert slot.mark(0, "LOCAL") == 12 and slot.interrupts == before, "the old host's memory is left alone"
    await slot.write64("LOGQ.WATERMARK_ADDRESS", slot.marks_at)
    await slot.mark_reaches(0, "LOCAL", 16)
    host.no_complaints()
