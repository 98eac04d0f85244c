export { makeFake, type FakeHost, type FakeOptions } from "@/host/fake/fake";
export { optionsOf, stress } from "@/host/fake/stress";
