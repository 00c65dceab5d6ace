export type { Layout, SignatureCheck } from "./doctor/case.ts";
export { diagnoseSignature, type SignatureReport } from "./doctor/diagnose.ts";
export { DIAGNOSIS_CODES, type Diagnosis, type DiagnosisCode } from "./doctor/diagnosis.ts";
