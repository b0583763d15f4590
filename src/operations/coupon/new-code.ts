// Codes that nobody typed: twelve of thirty letters and digits, so that nobody guesses one and none comes twice (rule 69).
import { randomInt } from "node:crypto"
import { MedusaError } from "@medusajs/framework/utils"
import { generateCode } from "../../engine"
import { CODE_IS_TAKEN } from "../../queries/coupons/refuse-taken-code"

const LENGTH = 12
export const CODE_TRIES = 5

export const newCode = (): string => generateCode({ length: LENGTH }, randomInt)

export const isTaken = (error: unknown): boolean => error instanceof MedusaError && error.code === CODE_IS_TAKEN

/** Makes something under `code`, or under one of ours: another one where it is taken. Throws what `make` throws. */
export async function underCode<T>(
  code: string | null,
  make: (code: string) => Promise<T>,
  tries = CODE_TRIES,
): Promise<T> {
  try {
    return await make(code ?? newCode())
  } catch (error) {
    if (code !== null || tries === 1 || !isTaken(error)) {
      throw error
    }
    return underCode(code, make, tries - 1)
  }
}
