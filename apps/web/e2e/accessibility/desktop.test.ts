import { testEveryState } from "./every-state";

testEveryState("desktop");
