/** The two CRCs of S3 that Node does not have, table-driven. Digests are big-endian. */

const CASTAGNOLI = 0x82f63b78;
const crc32cTable = new Uint32Array(256).map((_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
  return value;
});

/** CRC-32C (Castagnoli). */
export class Crc32c {
  #value = 0xffffffff;

  update(bytes: Uint8Array): void {
    let value = this.#value;
    for (const byte of bytes) value = (crc32cTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
    this.#value = value;
  }

  digest(): Buffer {
    const result = Buffer.alloc(4);
    result.writeUInt32BE((this.#value ^ 0xffffffff) >>> 0);
    return result;
  }
}

// 0xad93d23594c93659 with its bits reversed, in two halves: JavaScript's bit operators take 32.
const NVME_HIGH = 0x9a6c9329;
const NVME_LOW = 0xac4bc9b5;
const nvmeHigh = new Uint32Array(256);
const nvmeLow = new Uint32Array(256);
for (let index = 0; index < 256; index++) {
  let high = 0;
  let low = index;
  for (let bit = 0; bit < 8; bit++) {
    const carry = low & 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (carry) {
      low ^= NVME_LOW;
      high ^= NVME_HIGH;
    }
  }
  nvmeHigh[index] = high;
  nvmeLow[index] = low;
}

/** CRC-64/NVME. */
export class Crc64Nvme {
  #high = 0xffffffff;
  #low = 0xffffffff;

  update(bytes: Uint8Array): void {
    let high = this.#high;
    let low = this.#low;
    for (const byte of bytes) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (nvmeLow[index] ?? 0);
      high = (high >>> 8) ^ (nvmeHigh[index] ?? 0);
    }
    this.#high = high >>> 0;
    this.#low = low >>> 0;
  }

  digest(): Buffer {
    const result = Buffer.alloc(8);
    result.writeUInt32BE((this.#high ^ 0xffffffff) >>> 0, 0);
    result.writeUInt32BE((this.#low ^ 0xffffffff) >>> 0, 4);
    return result;
  }
}
