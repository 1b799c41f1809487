"use client";
import { BrokenDocument } from "@/features/pages/broken-document";
import "./theme.css";

export default BrokenDocument;
