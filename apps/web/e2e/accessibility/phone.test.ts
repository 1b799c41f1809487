import { testEveryState } from "./every-state";

testEveryState("phone");
