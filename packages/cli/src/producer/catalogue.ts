// What fake orders are made of. Prices in minor units of EUR.

interface Product {
  readonly id: string;
  readonly name: string;
  readonly cents: number;
}

const product = (id: string, name: string, cents: number): Product => ({ id, name, cents });

export const products: readonly [Product, ...Product[]] = [
  product("MUG-01", "Enamel mug", 1450),
  product("TEE-10", "Organic cotton T-shirt", 2900),
  product("BAG-07", "Canvas tote bag", 1900),
  product("SOC-03", "Merino socks", 1250),
  product("LMP-22", "Desk lamp", 5990),
  product("NTB-05", "Dotted notebook", 990),
  product("CAN-14", "Soy wax candle", 1790),
  product("BLK-31", "Wool blanket", 8900),
  product("POS-09", "Risograph poster", 2400),
  product("PLT-12", "Stoneware plate", 1690),
  product("CAP-04", "Corduroy cap", 3200),
  product("BTL-18", "Steel bottle", 2750),
  product("PEN-02", "Fountain pen, “Fjord”", 4800),
  product("APR-06", "Baker's apron", 3450),
  product("CHR-40", "Ash stool", 12900),
];

export const colors: readonly [string, ...string[]] = ["black", "white", "sand", "moss", "indigo"];
export const sizes: readonly [string, ...string[]] = ["S", "M", "L", "XL", "one size"];

interface Place {
  readonly city: string;
  readonly state: string;
  readonly zip: string;
  readonly country: string;
  readonly currency: string;
  readonly streets: readonly [string, ...string[]];
}

export const places: readonly [Place, ...Place[]] = [
  {
    city: "Berlin",
    state: "Berlin",
    zip: "10115",
    country: "Germany",
    currency: "EUR",
    streets: ["Invalidenstraße", "Torstraße"],
  },
  {
    city: "Lyon",
    state: "Auvergne-Rhône-Alpes",
    zip: "69002",
    country: "France",
    currency: "EUR",
    streets: ["Rue de la République", "Quai Saint-Antoine"],
  },
  {
    city: "Cork",
    state: "Munster",
    zip: "T12 X8N6",
    country: "Ireland",
    currency: "EUR",
    streets: ["Oliver Plunkett Street", "O'Connell Street"],
  },
  {
    city: "Bristol",
    state: "England",
    zip: "BS1 4ST",
    country: "United Kingdom",
    currency: "GBP",
    streets: ["Corn Street", "Welsh Back"],
  },
  {
    city: "Portland",
    state: "OR",
    zip: "97205",
    country: "United States",
    currency: "USD",
    streets: ["SW Alder St", "NW 23rd Ave"],
  },
  {
    city: "Kraków",
    state: "Małopolskie",
    zip: "31-004",
    country: "Poland",
    currency: "EUR",
    streets: ["ul. Grodzka", "ul. Szewska"],
  },
];
