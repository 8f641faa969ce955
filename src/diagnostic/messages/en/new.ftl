cli-new = a new pack, on top of another or of its own
    .example = Example: junheng new city --extends national@2017
cli-new-id = the new pack’s id: letters, digits, - and _
cli-new-extends = the pack that it extends: id@version (without it, a small standard of its own)
cli-new-vocabulary = whether its files use Chinese or English keywords (default: the language of messages)
cli-new-out = write to this folder (default: rulepacks/ID-YEAR)
cli-new-done =
    made `{ $path }`, which extends { $parent }
    next: edit its files as they explain, then run junheng check { $path } and junheng test { $path }
cli-new-done-own =
    made `{ $path }`, a small standard of its own
    next: edit its files as they explain, then run junheng check { $path } and junheng test { $path }
cli-new-exists = `{ $path }` is there already; it was not touched
cli-new-bad-id = `{ $id }` cannot be a pack's id
cli-new-known = there is a pack `{ $id }` already: { $reference }
cli-new-unsound = nothing was made: the new pack would have errors (probably `{ $parent }` is not found; name its folder by --packs)
help-new-out = take another id, or name another folder by --out
help-new-known = take another id; for a new version, change `version` in its own folder
new-title = { $parent } ({ $id })
new-override-said = { $id } “{ $title }” { $kinds }: from { $from } to { $to } { $unit }.
new-no-number = the parent has no number that could be changed so
new-rule-sentence = { $column } of each { $entity } is at least { $value }
new-rule-none = a requirement of our own
new-limit-title = least { $column } of a { $entity }
new-county-name = Example County
