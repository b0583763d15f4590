// Where the shop lies that shares our hooks.
import path from "node:path"

export const NEIGHBOUR_SHOP = path.join(process.cwd(), "integration-tests/fixtures/neighbour-shop")
