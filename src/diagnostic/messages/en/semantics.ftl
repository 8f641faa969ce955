unknown-name = nothing is named `{ $name }`
    .title = unknown name
    .explain = A formula or condition uses a name that was never declared.
