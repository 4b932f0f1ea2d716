Widget layar() => Column(children: [
      IconButton(icon: Icon(Icons.search), onPressed: cari),
      Image.asset('peta.png'),
      GestureDetector(onTap: buka, child: Icon(Icons.map)),
      TextField(controller: nama),
      TextField(decoration: InputDecoration(hintText: 'Alamat')),
    ]);
