//! The keys of pack YAML in both spellings.
