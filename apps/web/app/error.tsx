"use client";
import { Broken } from "@/features/pages/broken";

export default Broken;
