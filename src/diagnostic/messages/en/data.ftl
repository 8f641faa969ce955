derive-differs = `{ $column }` was given as { $given }, but its formula computes { $computed }
    .title = given value differs from the computed one
    .explain = This column can be computed from other data, and the value given differs from the result. The evaluation uses the value given. Check it and the data that the formula reads; if there is no ground for the value given, leave the cell empty and it will be computed.
