// Completion, limits and the whole story over HTTP; a file of its own, so that two workers share the work.
import { runInShop } from "../helpers/run-in-shop"
import { cancelAndHold } from "./suites/cancel-and-hold"
import { completion } from "./suites/completion"
import { limits } from "./suites/limits"
import { signUp } from "./suites/sign-up"
import { story } from "./suites/story"
import { trials } from "./suites/trials"

runInShop((shop) => {
  describe("Completion", () => completion(shop))
  describe("Limits", () => limits(shop))
  describe("Holds and the end of orders", () => cancelAndHold(shop))
  describe("Signing up", () => signUp(shop))
  describe("Trials", () => trials(shop))
  describe("The story", () => story(shop))
})
