export { makeFake, type FakeOptions } from "@/host/fake/fake";
