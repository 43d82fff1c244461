"""What keeps everything else safe: the record of looks, proof of keys, what was erased, what was sent."""
